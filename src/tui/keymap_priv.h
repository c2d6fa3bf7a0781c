/* Inside of WfKeymap, for the reader of key files. */
#pragma once

#include <weft/command.h>

typedef struct {
    char *keymap;
    GArray *keys; /* of WfKey */
    char *line;
    const WfCommand *command;
    guint from_line; /* of a key file; 0: a default */
} Bound;

struct WfKeymap {
    const WfCommands *commands;
    GPtrArray *bound; /* of Bound */
};

void keymap_unbind(WfKeymap *map, const char *keymap, const GArray *keys);
void keymap_bind(WfKeymap *map, const char *keymap, GArray *keys, const char *line,
                 const WfCommand *command, guint from_line);
