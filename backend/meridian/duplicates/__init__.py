"""The same company twice: found before it is entered and every night, merged, and taken apart again within a day."""
