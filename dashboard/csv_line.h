/* A line of CSV: quotes as RFC 4180 has them, no line breaks within. */
#ifndef LAMPION_CSV_LINE_H
#define LAMPION_CSV_LINE_H

/* Cuts the line into at most `max` fields in place; how many. */
int csv_line_split(char *line, char separator, char *fields[], int max);

#endif
