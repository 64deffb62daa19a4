"""What is done to heard words, as pure functions: no audio, no model, no index, no editor, no clock.

heard        what a recogniser gives: segments and words with their times
subwords     a text as parts of words with their places: the common ground of names and of speech
lexicon      how programmers say what they write: "py" is "pie", "sql" is "sequel" (data)
spoken       a name → the ways to say it
sound        how alike two strings sound        grams   which of many strings may be near one
english      how ordinary a phrase is
vocabulary   the names that may be meant, and which of them sound like a phrase
lattice      every way to read a stretch of a text as a name, with what speaks for it
alternatives which names, with which words for them, the audio should be asked about
evidence     the weights and words that speak for a name or against it, with their reasons
snap         heard text → text with the names in it        snapped   what was done, and its undoing
formatting   "snake case foo bar", "new line", "open paren"
cleanup      fillers and repetitions
deixis       "this function", "the selection" → what they point at
ticket       the template of a dictated ticket
agreement    words that successive hypotheses agree on never change again
fit          which model runs where, by the memory that is free
"""
