/* The completions of a prompt, as they stand above its line. Only prompt.c includes this. */
#pragma once

#include <weft/widget.h>

typedef struct {
    WfRect rect; /* all of it; empty: not painted */
    int columns, cell;
    guint first, n; /* the choices that are seen */
} Choices;

/* Above row @bottom; @chosen may be -1. */
Choices choices_paint(const GPtrArray *words, int chosen, WfGrid *grid, int bottom);
/* The choice there, or -1. */
int choices_at(const Choices *choices, int x, int y);
