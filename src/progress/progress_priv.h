/* The reducer from the inside.
 *
 * A row lives as long as something points to it: a manifest that has it, links of rows that wait
 * for it (they may be read before the manifest that has it), and changes nobody took yet. What an
 * event says is taken into its own rows at once; states that several VMs make together, numbers
 * of rows and counts follow when somebody looks, from the rows that were touched since. */
#pragma once

#include <weft/error.h>
#include <weft/limits.h>
#include <weft/progress.h>

typedef struct Row Row;
typedef struct Vm Vm;
typedef struct Change Change;

/* From a row to one it waits for, and in the list of those that wait for that one. */
typedef struct Link {
    Row *producer, *consumer;
    struct Link *prev, *next;
    bool gates;     /* delays the start: not lazy alone, and no default stands in */
    bool delivered; /* only until the producer is delivered */
} Link;

/* A state it was in, or a run and how it ended. */
typedef struct {
    WfState state;
    gint64 from, to;
} Past;

struct Row {
    WfRow row;
    Vm *vm;
    guint at;     /* in its VM */
    guint refs;   /* see above */
    bool present; /* in a manifest */
    bool touched, rewired;
    bool unsettled;     /* counted as such */
    bool deleted;       /* counted as such */
    bool stuck;         /* counted as such: it runs, and waits for what a failure keeps away */
    bool outdated;      /* it ran again since its outcome was read */
    bool rerun;         /* and its times are those of the new run, its status that of the old */
    guint64 seen, born; /* stamps of the events that named it last, and that made it present */
    char *deep;
    Link *links;
    guint n_links;
    Link *waiting;  /* those that wait for it */
    WfState told;   /* as the VM says it */
    gint64 entered; /* when that began; 0: not known */
    gint64 heard;   /* of a run: when its VM said last that it goes on */
    GArray *past;   /* Past: what it did before; or NULL */
    WfState base;   /* told, or lost */
    Row *root;      /* blocked by this one, or running and stuck */
    char *text[6];  /* what row's texts point to */
    Change *news;   /* while changes are taken (changes.c): its own */
    bool untold;    /* the same: there is more to come */
    bool held;      /* the same: but not now */
    guint n_open;   /* the same: producers that are to be told first */
    char *settled;  /* the want its outcome was for, once it was read */
    WfStatus status;
    guint64 wished, served; /* to run again after a failure: by the manifest, by that outcome */
};

struct Vm {
    char *name;
    bool known_up, up; /* known_up: somebody looked */
    bool seen_up;      /* it was up while we looked: when it went is known exactly */
    gint64 up_since;
    gint64 gone_at;      /* when it was last found to be away; 0: never */
    gint64 reported;     /* when it said something last; 0: never */
    gint64 shift;        /* from its clock to ours */
    guint number;        /* in vms; G_MAXUINT: only named by others */
    guint jobs;          /* recipes that run at the same time, as its manifest has it */
    guint told_jobs;     /* the same, as its agent was told; 0: it was not */
    guint rank;          /* in the model; G_MAXUINT: not known to be in it */
    guint first, n;      /* rows, once they are in order */
    GPtrArray *own;      /* Row, as its manifest has them */
    GHashTable *by_name; /* name -> Row, also those that are only waited for */
    GBytes *st;          /* the last one: rows may come after it */
    bool st_past;        /* the manifest it is of was overtaken, and may be the wanted one again */
    char *manifest;      /* digest of the one its rows are from */
};

struct WfProgress {
    char *stack;
    WfHead *head;
    gint64 renewed;       /* when its generation was made, or first heard of; 0: it is the first */
    GPtrArray *vms;       /* Vm, see order.c */
    GHashTable *vm_index; /* name -> Vm */
    GPtrArray *rows;      /* Row, by VM; in order up to those of VM in_order */
    guint in_order;
    guint n_rows;
    GHashTable *expected; /* name -> gint64 * */
    GPtrArray *touched;   /* Row: their state is to be derived; referenced */
    GPtrArray *blocked;   /* Row; referenced */
    GHashTable *failed;   /* set of Row, present */
    bool keep_logs;       /* of what is done, too */
    bool respread;        /* what blocks what has to be found anew */
    guint counts[WF_N_STATES];
    guint n_unsettled, n_stuck;
    guint n_deleting, n_deleted; /* present rows; the deleted are among the deleting */
    GArray *changes;             /* Change */
    guint64 stamp;
    guint64 shape; /* counts manifests taken */
    gint64 now;    /* of the last event */
};

struct Change {
    Row *row; /* referenced */
    WfState from, to;
    gint64 at;
    Change *next; /* of the same row */
};

static inline Row *wf_row_at(const WfProgress *p, guint32 row)
{
    return p->rows->pdata[row];
}

/* Does a producer that failed, or stands still, stop its consumer? */
static inline bool wf_link_stops(const Link *link)
{
    return link->gates && !(link->delivered && link->producer->row.delivered);
}

/* ---- rows.c ---- */

Vm *wf_vm_get(WfProgress *p, const char *name); /* made where it is missing */
void wf_vm_free(Vm *vm);
void wf_vm_clear(Vm *vm); /* rows and their links, before any VM is freed */
Row *wf_row_find(const WfProgress *p, const char *vm, const char *name); /* present, or NULL */
Row *wf_row_ref(Row *r);
void wf_row_unref(Row *r);
void wf_row_touch(WfProgress *p, Row *r);
void wf_row_set_expected(const WfProgress *p, Row *r);
guint32 wf_row_number(const Row *r); /* once they are in order */
int wf_row_compare(const Row *a, const Row *b);
/* The VM's rows are these from now on; what stays keeps its state. */
void wf_rows_take(WfProgress *p, Vm *vm, const WfManifest *manifest);
void wf_rows_order(WfProgress *p);

/* Its agent is known to be away: since when, or 0 if it has never been there; else -1. */
gint64 wf_vm_away_since(const Vm *vm);
/* The same, but when it was heard of last: whoever comes later knows no more than that. */
gint64 wf_vm_heard(const Vm *vm);

/* ---- order.c ---- */

/* The VM, from now on in the list of VMs. */
Vm *wf_vm_list(WfProgress *p, const char *name);

/* ---- derive.c ---- */

/* Numbers, states and counts are right after it. What it costs is what was touched. */
void wf_progress_derive(WfProgress *p);

/* ---- past.c ---- */

bool wf_state_is_run(WfState state);

/* Its VM says something new of it: keeps what it did until now. Before told is set. */
void wf_row_enters(Row *r, const WfStEntry *e, gint64 since);
/* A new run is about to take the place of the last one: keeps that, unless it was seen go by. */
void wf_row_runs_again(Row *r);
/* Its outcome names the attempts before the last one: they take the place of what was seen of them.
 */
void wf_row_ran_earlier(Row *r, const json_t *runs);

/* ---- spans.c ---- */

/* Adds those of a row of the VM, not by time. */
void wf_spans_add_row(GArray *spans, const WfProgress *p, const Vm *vm, guint32 i, gint64 now);
/* Of all VMs, by time. Caller frees. */
GArray *wf_spans_all(WfProgress *p, gint64 now);
/* When the latest stretch of work in them began; 0: nothing has run since @renewed. */
gint64 wf_spans_began(const GArray *all, gint64 renewed);

/* ---- print.c ---- */

void wf_print_name(GString *s, const WfRow *row); /* "db2.install (db)" */
void wf_print_state(WfProgress *p, GString *s, const WfRow *row);
/* "12 of 17 done, 2 running, paused". Caller frees. */
GString *wf_print_how_many(WfProgress *p);
/* False: nobody is, and nothing was printed. */
bool wf_print_who_is_away(GString *s, const WfProgress *p, gint64 now);

/* ---- padded.c ---- */

/* "12.3 s", "2 min 5 s" */
void wf_print_seconds(GString *s, gint64 ms);
void wf_print_visible(GString *s, const char *text);
/* How many columns that takes. */
int wf_print_width(const char *text);
/* What is visible already, and spaces up to so many columns. */
void wf_print_padded(GString *s, const char *visible, int columns);
