"""The routes, one module a noun: parse, call, render, nothing else."""

from shoal.web.routes import (
    as_code,
    audit,
    catalog,
    health,
    insights,
    keys,
    labels,
    measures,
    members,
    profiles,
    refreshes,
    rules,
    scores,
    segments,
    session,
    sources,
    suggestions,
    tags,
    templates,
    tracking,
    users,
    workspace,
)

ROUTERS = tuple(
    module.router
    for module in (
        health,
        session,
        workspace,
        segments,
        members,
        as_code,
        rules,
        suggestions,
        templates,
        refreshes,
        profiles,
        insights,
        catalog,
        measures,
        scores,
        labels,
        tags,
        sources,
        tracking,
        users,
        keys,
        audit,
    )
)
