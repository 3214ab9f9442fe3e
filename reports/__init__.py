"""Station 7, publish: everything the other stations found → what people receive.

``results.py`` is the one value that comes in. ``run_folder/`` writes the immutable run folder and moves
``current``; it calls ``html/`` (the report), ``workbooks/`` (auditors, finance) and ``townships/`` (field
checks). ``wording.py`` holds the words all of them use, ``masking.py`` what may be shown of a person.
Judging, ranking and reading county files do not belong here. ``county_files/`` writes the demo county.
"""
