"""A spelling corrector: words by edit distance, in a tree."""
