"""Progress in a terminal and in a log."""

import io

from handlers.cli.progress import Bar


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_bar_that_draws_over_itself_and_goes() -> None:
    screen = Screen()

    with Bar(screen) as bar:
        bar(500, 1_000, "services")
        bar(1_000, 1_000, "users")

    drawn = screen.getvalue().split("\r")
    assert drawn[1] == "[###############...............]  50 % 500 of 1,000, services"
    assert drawn[2].rstrip() == "[##############################] 100 % 1,000 of 1,000, users"
    assert drawn[-2].isspace() and drawn[-1] == ""


def test_a_log_gets_a_line_every_quarter() -> None:
    log = io.StringIO()

    with Bar(log) as bar:
        for done in range(0, 101, 5):
            bar(done, 100, "services")

    assert [line.partition(" ")[0] for line in log.getvalue().splitlines()] == ["0", "25", "50", "75", "100"]


def test_work_without_a_known_end_is_told_too() -> None:
    log = io.StringIO()

    Bar(log)(0, 0, "services")

    assert log.getvalue() == "0 % (0 of 0, services)\n"
