"""bin/run builds what it starts. SwiftPM does one thing at a time: this waits for the Swift tests."""

import shutil

from instance import CONFIGURATION, ROOT, Command, Instance, free_port


def test_what_is_started_was_built_first(directory):
    instance = Instance("--empty", data=directory, builds=True).start()
    try:
        assert f"Building ({CONFIGURATION})." in instance.command.output
        assert instance.is_healthy()
    finally:
        assert instance.stop() == 0, instance.command.output


def test_where_nothing_was_built_that_is_told(directory):
    shutil.copytree(ROOT / "bin", directory / "bin")
    arguments = ["--no-build", "--port", free_port(), "--data", directory / "data", "--configuration", CONFIGURATION]
    command = Command(directory / "bin" / "run", *arguments)
    assert command.end() == 1
    assert f"nothing was built ({CONFIGURATION})" in command.output
    assert "Building" not in command.output
