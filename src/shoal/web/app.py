"""The FastAPI application: every route, errors as problem documents, the built app beside the API."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from shoal.web import problems, rule_schema, static_files
from shoal.web.routes import ROUTERS
from shoal.web.security import Guard, Policy, mark_roles
from shoal.web.services import Services
from shoal.web.version import VERSION

STATIC = Path(__file__).parent / "static"
THIS_MACHINE = Policy()


def create_app(services: Services, *, static: Path = STATIC, policy: Policy = THIS_MACHINE) -> FastAPI:
    """`static` is the folder of the built app; without one, `/` says how to build it."""
    app = FastAPI(
        title="Shoal",
        version=VERSION,
        description="Customer segmentation: describe an audience, see who matches and why, keep it fresh.",
        generate_unique_id_function=_operation_id,
        responses=problems.RESPONSES,
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = services
    problems.add_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(Guard, policy=policy)
    static_files.serve(app, static)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = rule_schema.openapi_of(app)
            for router in ROUTERS:
                mark_roles(app.openapi_schema, router.routes)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    return app


def _operation_id(route: APIRoute) -> str:
    if route.operation_id is None:
        raise ValueError(f"{route.path} has no operation_id")
    return route.operation_id
