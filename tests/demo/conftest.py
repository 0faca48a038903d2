"""One small generated shop, shared by the tests of this folder."""

import pytest
from example_sql import END

from shoal.demo import DemoFiles, generate


@pytest.fixture(scope="session")
def shop(tmp_path_factory) -> DemoFiles:
    return generate(tmp_path_factory.mktemp("shop"), profiles=600, seed=5, end=END)
