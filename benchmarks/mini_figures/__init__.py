"""The parts of ``benchmarks/mini.py``: sets, columns, tables."""
