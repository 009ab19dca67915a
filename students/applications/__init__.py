"""Applications (申请): what a student asks for on the phone, the guardian agrees to, and the school takes up as a case."""
