"""What is done to heard words, as pure functions: no audio, no model, no index, no editor, no clock.

subwords     a text as parts of words with their places: the common ground of names and of speech
lexicon      how programmers say what they write: "py" is "pie", "sql" is "sequel" (data)
spoken       a name → the ways to say it
sound        how alike two strings sound
english      how ordinary a phrase is
vocabulary   the names that may be meant, and which of them sound like a phrase
snap         heard text → text with the names in it, every replacement recorded
formatting   "snake case foo bar", "new line", "open paren"
cleanup      fillers and repetitions
deixis       "this function", "the selection" → what they point at
ticket       the template of a dictated ticket
agreement    words that successive hypotheses agree on never change again
"""
