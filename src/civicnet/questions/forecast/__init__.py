"""What the calendar holds: month by month, if nothing is done."""
