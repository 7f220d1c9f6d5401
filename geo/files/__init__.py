"""Everything that touches the disk: readers, the meaning of their columns, writers and offline pages."""
