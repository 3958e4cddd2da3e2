"""Who is not at the table: four kinds of absence, kept apart, and the ways that lead in."""
