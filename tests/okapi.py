"""What is BM25 here? The definition that the index is held to: rank_bm25, with an idf that is always positive."""

from collections.abc import Mapping

from rank_bm25 import BM25Okapi

from faq_bot.search.bm25 import smoothed_idf


class SmoothedOkapi(BM25Okapi):
    """BM25Okapi with Lucene's idf, log(1 + (N - n + 0.5) / (n + 0.5)). `_calc_idf` is the place where rank_bm25's own
    variants differ."""

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        self.idf = {term: smoothed_idf(self.corpus_size, n) for term, n in nd.items()}
