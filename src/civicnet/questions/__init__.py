"""One module a question: a Partnership in, a frame or a small frozen result out."""
