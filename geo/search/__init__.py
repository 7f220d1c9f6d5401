"""Which features do people mean by a name, a code, a sound or a misspelling?"""

from geo.search.index import LAYER_ORDER, MAX_HITS, MAX_QUERY_CHARACTERS, Hit, SearchIndex, span_of
from geo.search.texts import Rank, folded

__all__ = ["LAYER_ORDER", "MAX_HITS", "MAX_QUERY_CHARACTERS", "Hit", "Rank", "SearchIndex", "folded", "span_of"]
