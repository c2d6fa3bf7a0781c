/* The parts of the znodes screen: what was found of the tree so far, the value of
 * the selected node, and the screen itself. */
#pragma once

#include <weft/errand.h>
#include <weft/store.h>
#include <weft/znodes.h>
#include "screens.h"
#include <weft/seek.h>

/* --- what was found (znodes_found.c): levels and stats, read when they are looked at --- */
typedef struct {
    WfRc rc; /* of the last answer */
    WfStat stat;
    bool has_stat, asked; /* asked: the stat, and the answer may be under way */
    bool listed, listing;
    bool gone;
    GPtrArray *names; /* of its children, sorted; once listed */
} FoundNode;

typedef struct {
    WfStore *store; /* NULL: nothing can be found */
    GHashTable *nodes;
    guint pending; /* answers that will come */
    WfApp *app;    /* told of that: scripts wait for them */
    void (*changed)(gpointer data);
    gpointer data;
} Found;

void found_init(Found *found, WfApp *app, void (*changed)(gpointer data), gpointer data);
void found_clear(Found *found);
/* Another store, or NULL: nothing is known any more. */
void found_use(Found *found, WfStore *store);
/* The session is a new one: what is known is asked for again. */
void found_again(Found *found);
const FoundNode *found_get(const Found *found, const char *path); /* or NULL */
/* Names below @path, which is followed from now on; NULL: not known yet. */
const GPtrArray *found_children(Found *found, const char *path);
void found_ask_stat(Found *found, const char *path);
/* Is it there? False as well if its level was not read yet. */
bool found_is_there(const Found *found, const char *path);

/* --- the pane with the value (znodes_value.c) --- */
typedef struct {
    WfStore *store;
    char *path;                     /* NULL: none is selected */
    const WfComparison *comparison; /* of the screen; or NULL */
    WfDifference difference;
    guint timer;
    bool reading; /* the answer will come */
    bool read;    /* it came */
    gint64 since; /* the connection it was asked over, by when that came about */
    WfRc rc;
    WfStat stat;
    GBytes *data;
    bool as_difference;
    WfTextView *text;
    WfDiffView *diff;
    WfSeek seek;
    void (*changed)(gpointer data);
    gpointer user;
    WfApp *app;
} ZnodeValue;

void value_init(ZnodeValue *v, WfApp *app, void (*changed)(gpointer data), gpointer data);
void value_clear(ZnodeValue *v);
/* Selects: its value is read after a moment, and followed. @store NULL: there is none. */
void value_show(ZnodeValue *v, WfStore *store, const char *path, const WfComparison *comparison,
                WfDifference difference);
/* What does not change it, such as its children, may be another: it is read once more. */
void value_again(ZnodeValue *v);
void value_paint(ZnodeValue *v, WfGrid *grid, WfRect rect, bool focused, bool dim);
bool value_move(ZnodeValue *v, WfMove move, int count);
/* Searching in it; false: another command. */
bool value_command(ZnodeValue *v, const char *id, const char *args);
bool value_mouse(ZnodeValue *v, const WfMouse *mouse);
/* The node as text, for copying. Caller frees. */
char *value_copy(const ZnodeValue *v);

/* --- the screen --- */
struct ZnodeScreen {
    WfBeside beside; /* with the value in place of the details */
    WfDesk *desk;
    WfTree *tree;
    Found found;
    ZnodeValue value;
    bool differences; /* only those are listed */
    bool stale;       /* the connection was */

    WfErrand *errand; /* the next comparison, under way */
    double done;      /* of it */
    gint64 began;
    WfComparison *comparison;
    bool against_nothing; /* that one: there was no connection */
    bool alone;           /* the one under way: there is none */
    char *trouble;
    char *compared; /* what the comparison is of, and what there is to compare now */
    guint refresh;
    char *goal; /* where the cursor goes as soon as there is such a row; or NULL */
    bool opened;
};

/* The stack's name and the path of its head. Caller frees. */
char *znodes_stack(const WfDesk *desk);
char *znodes_root(const WfDesk *desk);

/* --- its rows (znodes_rows.c) --- */
extern const WfTreeOps znode_tree_ops; /* ids are paths */
bool znodes_have_below(const ZnodeScreen *s, const char *path);
WfDifference znodes_difference(const ZnodeScreen *s, const char *path);

/* --- what they are compared with (znodes_compare.c) --- */
void znodes_renew(ZnodeScreen *s);         /* something live changed, or the model is another one */
void znodes_compare(ZnodeScreen *s);       /* anew, at the next opportunity */
void znodes_forget(ZnodeScreen *s);        /* before the store goes */
void znodes_rows_changed(gpointer screen); /* soon, once for many answers */
void znodes_show_value(ZnodeScreen *s);    /* of the row with the cursor */
bool znodes_stop(ZnodeScreen *s);          /* the comparison under way; false: none is */
void znodes_open_first(ZnodeScreen *s);
