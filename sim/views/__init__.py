"""How it is shown: terminal tables, figures, the report."""
