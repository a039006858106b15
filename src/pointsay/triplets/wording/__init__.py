"""Instructions by templates: a difference in one of very many sentences, English or Chinese."""

from pointsay.triplets.wording.chinese import say_in_chinese
from pointsay.triplets.wording.english import say_in_english

__all__ = ["say_in_chinese", "say_in_english"]
