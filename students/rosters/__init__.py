"""Intake: a school's roster workbook becomes pending student records.

What is asked of a workbook, decided once for every part of the package:

* Columns are found by their heading, in any order; the heading row may stand anywhere in the first ten rows.
* Indispensable are name, identity number, class, programme and month of entry: a sheet without one of them is refused.
  Sex and birth date may come from the identity number, the length of study from the programme, the school number from
  the register, the programme from a class that the school has.
* Whatever else the national template requires must be filled in when its column is in the sheet. A school's own, narrower
  sheet is accepted; the columns it lacks are named once, as a hint.
* Pure tidying (widths, spaces, other spellings of a listed label, other forms of a date) is done silently and counted.
  A change of meaning is never done: it is offered as a suggestion that a person adopts.
* An unknown class is announced in the dry run and created at the commit, in the row's programme and cohort; one that may be
  another spelling of a class that is there ("计算机1班" beside "26计算机1班") is asked about. An unknown
  programme is an error, unless its name is exactly one major of the national catalogue: then it is announced and created.
* A row whose person is already on the school's register is left alone when nothing differs, brings a pending record up
  to date, and is an error for a registered student (corrections have a procedure of their own).
* The dry run writes nothing. The commit checks again and stores every good row in one transaction; bad rows stay with the
  roster, to be mended there or in the error workbook.

books.py opens, headings.py maps, workbook.py reads, checks/ and duplicates.py judge (pure), known.py asks the register,
store.py writes, sheets.py makes workbooks, files.py keeps them, actions.py and jobs.py are the verbs.
"""
