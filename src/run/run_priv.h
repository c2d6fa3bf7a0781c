/* The run module from the inside. */
#pragma once

#include <weft/error.h>
#include <weft/limits.h>
#include <weft/run.h>

/* An expression of the model on its way to a VM's agent (express.c). */
typedef struct {
    const WfModel *m;
    WfId vm;             /* who will evaluate it */
    guint n_open;        /* calls that only the running stack answers */
    const char *unknown; /* a parameter without a value; borrowed from the expression */
} Express;

/* In the forms of protocol.h. New reference. */
json_t *wf_express(Express *x, const json_t *value);
/* The same with every constant in it as a {"weft_secret"} leaf. */
json_t *wf_express_secret(const json_t *expressed);

/* Who reads what: "VM\nCOMPONENT" -> GPtrArray of VM names (borrowed from the manifests), sorted,
 * without the owner itself (readers.c). */
GHashTable *wf_readers_new(const GPtrArray *manifests);
char *wf_reader_key(const char *vm, const char *component);
bool wf_readers_equal(GHashTable *a, GHashTable *b, const char *key);
/* Is an output of it for its readers alone? NULL: no. */
bool wf_entry_has_secret(const WfEntry *e);

/* So much of a span of the work is done: to be called often. */
void wf_part_tell(const WfPart *part, double from, double to, guint done, guint n);

typedef struct {
    const WfModel *model;
    const WfKeys *keys;
    const char *stack;
    WfStore *store;     /* breathes meanwhile; or NULL */
    const WfPart *part; /* is told how far it is: from 0 to @to; or NULL */
    double to;
    WfFindings *findings;
} DesiredOptions;
/* wf_desired_new(), with what goes on meanwhile. */
WfDesired *wf_desired_work_out(const DesiredOptions *options, GError **error);
/* Nothing at all: for teardown (desired.c). */
WfDesired *wf_desired_empty(const WfKeys *keys, const char *stack);
/* A manifest as it is written: sealed to its VM. */
GBytes *wf_desired_format(const WfManifest *manifest, const WfKeys *keys, GError **error);

/* ---- what is in the store (existing.c) ---- */

typedef struct {
    char *name;
    GBytes *payload;      /* of the manifest's node; NULL: there is none */
    gint32 version;       /* of that */
    WfManifest *manifest; /* NULL: none yet, or nobody can read it; of one that is as it is
                             desired but for digests, that one, borrowed */
    WfManifest *parsed;   /* NULL: it need not be */
    GBytes *next;         /* such a one as it is to be written; NULL: it is not written yet */
    bool same;            /* it is to be written as it is there */
    GHashTable *parts;    /* set: children of its node */
    GHashTable *outcomes; /* set: components with an outcome node, decoded */
    WfChunks of;          /* where the rest of it is */
    GPtrArray *chunks;    /* GBytes, while they are read */
    bool alive;           /* an agent holds it (asked for only where it matters) */
} ExistingVm;

typedef struct {
    WfStore *store;
    char *stack;
    WfHead *head; /* NULL: none, or made and still empty */
    gint32 version;
    bool there;
    GHashTable *recipes, *anchors, *models; /* sets */
    GHashTable *vms;                        /* name -> ExistingVm */
    GHashTable *outcomes;                   /* reader key -> WfOutcome: those asked for */
    GHashTable *readers;                    /* as the manifests say (readers.c) */
    GHashTable *rights;                     /* path -> WfAcl: those asked for */
    GBytes *model;                          /* the accepted model, as stored; or NULL */
    GPtrArray *model_chunks;
    GHashTable *lists; /* path -> set of children, where asked for */
    guint pending;
    GError *error;
    WfRc rc; /* of what failed */
    void (*done)(gpointer user);
    gpointer user;
} Existing;

/* Each round calls @done once, with existing->error set if it failed. */
Existing *wf_existing_new(WfStore *store, const char *stack);
void wf_existing_free(Existing *x);
void wf_existing_read_top(Existing *x, void (*done)(gpointer), gpointer user);
void wf_existing_read_vms(Existing *x, void (*done)(gpointer), gpointer user);
/* The last round: what is asked for between begin and end. */
void wf_existing_begin(Existing *x, void (*done)(gpointer), gpointer user);
void wf_existing_ask_outcome(Existing *x, const char *vm, const char *component);
void wf_existing_ask_alive(Existing *x, const char *vm);
void wf_existing_ask_model(Existing *x); /* the accepted one; there is a head */
void wf_existing_ask_list(Existing *x, const char *path);
GHashTable *wf_existing_list(const Existing *x, const char *path); /* set; NULL: no such node */
bool wf_existing_lists(const Existing *x, const char *path, const char *child);
void wf_existing_ask_rights(Existing *x, const char *path);
WfAcl *wf_existing_rights(const Existing *x,
                          const char *path); /* NULL: not asked for, or no node */
/* What a further version of @vm's manifest needs for its chunks: their list, and the rights of the
 * VM's node, which they have, too. */
void wf_existing_ask_spill(Existing *x, const char *vm);
/* The first number that no child of @path has, nor any after it; its list was asked for. */
guint wf_existing_next_chunk(const Existing *x, const char *path);
void wf_existing_end(Existing *x);
/* After the VMs were read: their manifests, and existing->readers. One that says what is desired
 * (@desired, NULL for nothing, outlives them) is not read again; @readers are those of all that
 * is desired. */
void wf_existing_take_manifests(Existing *x, const WfDesired *desired, const WfKeys *keys,
                                GHashTable *readers);
ExistingVm *wf_existing_vm(const Existing *x, const char *vm); /* or NULL */
/* NULL: there is none. Without what it gave and its log. */
const WfOutcome *wf_existing_outcome(const Existing *x, const char *vm, const char *component);

/* ---- rights (rights.c) ---- */

/* Lists of who may do what, each once; borrowed by those who ask. */
typedef struct {
    const WfKeys *keys;
    char *planner, *fleet; /* identities */
    GHashTable *vms;       /* VM -> identity */
    GHashTable *lists;     /* set of WfAcl, by what they say: all that were asked for */
    GHashTable *leaving;   /* set of those that some node is about to lose */
} Rights;

Rights *wf_rights_new(const WfKeys *keys);
void wf_rights_free(Rights *r);
WfAcl *wf_rights_planner(Rights *r);
WfAcl *wf_rights_fleet(Rights *r); /* planner all, fleet reads */
/* What the nodes of a VM itself carry: planner all, the VM what it needs. Its own node, below which
 * its agent makes what only agents write; and those that it only reads. */
WfAcl *wf_rights_vm_holds(Rights *r, const char *vm);
WfAcl *wf_rights_vm_reads(Rights *r, const char *vm);
/* As it was found in the store. */
WfAcl *wf_rights_known(Rights *r, WfAcl *acl);
/* A node that has it is about to go, or to get another one. */
void wf_rights_leave(Rights *r, WfAcl *acl);
/* The same of all that the nodes of the VM itself carry. */
void wf_rights_vm_goes(Rights *r, const char *vm);
/* @readers: VM names, NULL for none. More than WF_READERS_LISTED share a capability. */
#define WF_READERS_LISTED 16
WfAcl *wf_rights_outcome(Rights *r, const char *vm, const char *component,
                         const GPtrArray *readers);

/* ---- what has to be written (changes.c) ---- */

typedef enum { CHANGE_CREATE, CHANGE_SET, CHANGE_ACL } ChangeKind;

typedef struct {
    ChangeKind kind;
    WfZnode what; /* OTHER: a part of a VM */
    char *path;
    GBytes *data;   /* NULL: empty */
    gint32 version; /* of what is set, as it was read; -1: whatever it is */
    guint together; /* it and those behind it, so many, go out at once; 0: it goes with any */
    WfAcl *acl;     /* borrowed from the rights */
} Change;

/* What a change counts as. */
typedef enum {
    PART_VM,
    PART_MANIFEST,
    PART_OUTCOME,
    PART_SEALED,
    PART_RECIPE,
    PART_MODEL,
    PART_CHUNK,
    PART_FOLDER, /* of a VM */
    PART_RIGHTS,
    PART_ANCHOR,
    N_CHANGE_PARTS,
} ChangePart;
ChangePart wf_change_part(const Change *change); /* listing.c */

typedef struct {
    GPtrArray *list;  /* Change, in the order to be written */
    GPtrArray *trees; /* char *: to be deleted when the head says go */
    guint n_same;     /* zNodes that are as they should be */
    Rights *rights;
} Changes;

/* Adds to @desired what goes: components in the old manifests that the new ones lack. False:
 * nothing does. */
bool wf_changes_add_deletions(WfDesired *desired, const Existing *x);
/* Readers of producers with very many get the capability; once more after the deletions, which have
 * readers, too: then there is @x. */
void wf_changes_add_capabilities(WfDesired *desired, const WfKeys *keys, GHashTable *readers,
                                 const Existing *x);
/* Asks for what only single questions tell. */
void wf_changes_ask(const WfDesired *desired, Existing *x);
/* What they are told by; all borrowed. */
typedef struct {
    const WfDesired *desired;
    Existing *existing;
    const WfKeys *keys;
    GHashTable *readers; /* of the desired manifests */
    guint64 generation;
    GBytes *model;      /* as it is stored; NULL: it is there already, or there is none */
    const WfPart *part; /* is told how far it is: from @from to 1 */
    double from;
} ChangesOptions;
Changes *wf_changes_new(const ChangesOptions *options, GError **error);
void wf_changes_free(Changes *c);
/* Of what is to be written where: two that are equal mean the same (listing.c). */
guint64 wf_changes_hash(const Changes *c, guint64 generation);

/* ---- a prepare that is READY, for comparisons (prepare.c) ---- */

typedef struct {
    const char *stack;
    const Existing *existing;
    const WfDesired *desired;
    const Changes *changes;
    guint64 generation;
    bool is_current; /* the head is as it should be */
} PrepareView;
PrepareView wf_prepare_view(const WfPrepare *prepare);

/* ---- the accepted model (stored.c) ---- */

/* Composed, compressed, sealed to the planner. */
/* Seconds of work for a large model: @store breathes meanwhile. */
GBytes *wf_stored_pack(const WfModel *m, const WfKeys *keys, WfStore *store, GError **error);
/* The one that was asked for. NULL: it cannot be read; or, without an error, there is none. */
WfModel *wf_stored_accepted(const Existing *x, const WfKeys *keys, GError **error);
/* The model as it would be after storing: what plans against a stored one compare. */
WfModel *wf_stored_same(const WfModel *m, const char *stack, GError **error);
