"""Readiness as JSON values: the same in a terminal and over HTTP."""

from typing import Any

from bot.domain.scorecard import Gap, Listed, Readiness, Result, Trace
from bot.domain.scorecard.gate import Gate, Verdict, lines

Json = dict[str, Any]


def gate(found: Gate) -> Json:
    """What the gate says, and all that is known of the service."""
    return {
        "ok": found.verdict is Verdict.REACHED,
        "verdict": found.verdict.value,
        "wanted": found.level,
        "in_the_way": list(found.missing),
        "said": "\n".join(lines(found)),
        **whole(found.ready),
    }


def listed(each: Listed) -> Json:
    """A service in a list."""
    return {"title": each.title, "team": each.team or None, **_standing(each.result)}


def whole(ready: Readiness) -> Json:
    """How a service stands: every rule with its trace, every gap with owner and fix, every waiver."""
    return {
        **_standing(ready.result),
        "rules": [
            {
                "rule": rule.rule,
                "title": rule.title,
                "level": rule.level,
                "outcome": rule.outcome.value,
                "trace": [_traced(trace) for trace in rule.traces],
            }
            for rule in ready.result.rules
        ],
        "gaps": [_gap(gap) for gap in ready.gaps],
        "waivers": [
            {"rule": each.rule, "reason": each.reason, "until": each.until.isoformat(), "state": each.state}
            for each in ready.waivers
        ],
    }


def _standing(result: Result) -> Json:
    return {
        "service": result.service,
        "scorecard": result.scorecard,
        "applicable": result.applicable,
        "level": result.level,
        "passed": result.passed,
        "total": result.total,
        "missing": [rule.title for rule in result.failed],
        "no_data": [rule.title for rule in result.untold],
        "waived": [rule.title for rule in result.waived],
        "in_error": [rule.title for rule in result.faulty],
        "evaluated_at": result.evaluated_at.isoformat() if result.evaluated_at else None,
    }


def _gap(gap: Gap) -> Json:
    return {
        "rule": gap.rule,
        "title": gap.title,
        "level": gap.level,
        "owner": gap.owner,
        "fix": gap.fix,
        "why": gap.why or None,
        "page": gap.page or None,
    }


def _traced(trace: Trace) -> Json:
    return {
        "property": trace.property,
        "wanted": trace.wanted,
        "actual": trace.actual,
        "known": trace.known,
        "source": trace.source or None,
        "as_of": trace.as_of.isoformat() if trace.as_of else None,
        "note": trace.note or None,
    }
