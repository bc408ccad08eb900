"""Known ways to break a finished artifact, to see whether the proofreader notices."""
