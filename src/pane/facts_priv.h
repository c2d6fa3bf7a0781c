/* How facts are put together; only facts*.c include this. */
#pragma once

#include "facts.h"

typedef struct {
    WfDesk *desk;
    const WfModel *m;
    GPtrArray *rows;
    int width;
    bool ascii;
    bool run_told; /* what the run says is there already */
} Facts;

Facts facts_start(WfDesk *desk, int width, bool ascii);

/* A row of one line, cut by the pane. @text is made visible. */
Fact *facts_add(Facts *f, WfRole role, const char *text);
Fact *facts_addf(Facts *f, WfRole role, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* "and N more", if not all of a list are shown. */
void facts_more(Facts *f, guint32 shown, guint32 all);
/* A blank line before it, unless it is the first. */
void facts_heading(Facts *f, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* As many rows as it takes, at most @most; continued ones start at @indent. */
void facts_wrap(Facts *f, WfRole role, int indent, guint most, const char *text);
/* "FILE:LINE", cut in its middle if it has to be. */
void facts_file(Facts *f, const char *before, const char *path, guint line);
void facts_place(Facts *f, WfPlace place);
void facts_link(Facts *f, WfRole role, const char *before, WfThing thing, const char *after);
/* Findings about @name. */
void facts_findings(Facts *f, const char *name);
const char *facts_arrow(const Facts *f, bool to);

/* What the update does with it, and why; G_MAXUINT32: nothing. */
void facts_plan(Facts *f, guint32 item);

void facts_component(Facts *f, WfId component);
void facts_vm(Facts *f, WfId vm);
void facts_vm_published(Facts *f, WfId vm);
/* The host a VM was placed on, if it was. */
void facts_host(Facts *f, WfId vm);
void facts_stack(Facts *f, WfId resource);
void facts_role(Facts *f, WfId role);
void facts_resource(Facts *f, WfId resource);
/* What the run says of it, if it does. */
void facts_run_row(Facts *f, guint32 row);
void facts_run_component(Facts *f, WfId component);
void facts_run_vm(Facts *f, WfId vm);
/* Another VM, and how many edges there are from it or to it. */
typedef struct {
    WfId vm;
    guint n;
} Neighbour;
/* Those of @vm in the order they are met; with @values only edges that carry one count. */
GArray *facts_neighbours(const Facts *f, WfId vm, bool in, bool values);
/* Edges in or out of a node, with what flows. */
void facts_edges(Facts *f, guint32 node, bool in, const char *title);
