"""Where the tests find public data, and skips that count as failures where everything should be there."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def public_data() -> Path:
    """The folder of public data sets (CONTRIBUTING.md says which), from SHOAL_TEST_DATA."""
    named = os.environ.get("SHOAL_TEST_DATA")
    if not named:
        pytest.skip("SHOAL_TEST_DATA doesn't name a folder with the public data sets")
    folder = Path(named)
    if not folder.is_dir():
        pytest.skip(f"{folder} is no folder")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    # The superuser can't be refused a file, so that tests of refusals have nothing to show there.
    may_skip = "root may" in str(report.longrepr)
    if report.skipped and os.environ.get("SHOAL_TEST_NO_SKIPS") and not may_skip:
        report.outcome = "failed"
    return report
