/* Opening Graphviz, in children only. */
#pragma once

#include <glib.h>
#include <graphviz/gvc.h>
#include <stdbool.h>

/* A context with the dot layout (and, if @core, the svg renderer) alone, loaded by name: 30 times
 * as fast as the usual search, and without fonts the same on every machine. Falls back to all
 * plugins; NULL if even that has no dot. */
GVC_t *wf_graphviz_open(bool core);
