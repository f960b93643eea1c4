"""The full-text index over incidents: kept with every change of one, asked for those that resemble."""

from store.similar.asking import Hits, fix, hits, known
from store.similar.index import keep, ready, reindex

__all__ = ["Hits", "fix", "hits", "keep", "known", "ready", "reindex"]
