/* One strip on its way: the template under work and what is known about it. */
#pragma once

#include <weft/emit.h>
#include <weft/error.h>
#include <weft/expr.h>
#include <weft/strip.h>

typedef struct {
    const WfModel *m;
    const WfStripOptions *options;
    WfFindings *findings;
    json_t *template;       /* changed in place, but for values, which may be the model's */
    json_t *resources;      /* of it, borrowed */
    GHashTable *inlined;    /* configs whose text is in a user_data; set of names */
    GHashTable *removed;    /* names of resources that left; borrowed from the model */
    GHashTable *components; /* names of components, made when first asked for; borrowed */
    json_t **facts;         /* by VM, NULL: none */
    guint8 *networks_read;  /* by VM: components read its networks */
    guint8 *infra_read;     /* by input: it reads infrastructure */
    guint8 *infra_recipe;   /* by component: one of its recipes does */
    GHashTable *handles;    /* handle (id + 1) -> wait component (id + 1) */
    WfStripped *result;
    WfHotVersion version; /* of the template */
    char *config_head;    /* of agent.json, made when first asked for */
    bool needs_json;      /* a text function has to write maps as JSON: from 2015-10-15 on */
} Strip;

/* table.c: what became of things. @name is copied; the other texts are constants, or
 * made by strip_words(), which live as long as the result. */
void strip_note(Strip *s, const char *section, const char *name, const char *property,
                WfStripState state, WfPlace place, const char *reason);
const char *strip_words(Strip *s, const char *format, ...) G_GNUC_PRINTF(2, 3);
WfPlace strip_place_of(const Strip *s, const char *name); /* of a resource or component */

/* refer.c: what JSON refers to */
typedef void (*StripRefFunc)(const WfRef *ref, gpointer user);
void strip_refs(const Strip *s, const json_t *expr, StripRefFunc func, gpointer user);
/* Resources and components that a resource's properties and metadata (and, if @order, its
 * depends_on) name. Set of borrowed texts. */
GHashTable *strip_resource_refs(const Strip *s, const json_t *object, bool order);
/* Where in the source @from names @to; the place of @from if that cannot be told. */
WfPlace strip_link_place(const Strip *s, const char *from, const char *to);

/* leave.c: software goes, and order that only software asked for */
void strip_software(Strip *s);
/* Is it software, or another resource that left? */
bool strip_has_left(Strip *s, const char *name);
/* Configs that nothing uses any more, and what still refers to something that is gone. */
void strip_configs(Strip *s);

/* prune.c: outputs, conditions, parameters and groups of them that nothing uses any more */
void strip_outputs(Strip *s);
void strip_prune(Strip *s);

/* wait.c: handles whose wait conditions became components */
/* @expr with the handles' attributes and references replaced. New reference. */
json_t *strip_without_handles(const Strip *s, const json_t *expr);
/* Does this VM take signals? */
bool strip_takes_signals(const Strip *s, WfId vm);

/* facts.c: what VMs' components read of infrastructure. Finds it for all VMs. */
void strip_find_facts(Strip *s);
/* "facts" and "self" of a VM: maps of expressions, NULL if there are none. New references. */
json_t *strip_facts(const Strip *s, WfId vm);
json_t *strip_self(Strip *s, WfId vm);

/* bootstrap.c: texts for cloud-init; a string, or an expression that makes one. New references. */
json_t *strip_agent_part(Strip *s, WfId vm);
json_t *strip_signal_part(void);
/* agent.json alone; where values that only Heat can tell would stand is told in @ret_open. */
char *strip_agent_alone(Strip *s, WfId vm, GPtrArray *ret_open);

/* userdata.c */
void strip_user_data(Strip *s, WfId vm);

/* mime.c: parts of a multipart text */
typedef struct {
    const char
        *type; /* "text/plain": cloud-init finds out; NULL: the body has headers of its own */
    const char *filename; /* or NULL */
    const char *merge;    /* how a cloud-config is merged into the ones before it; or NULL */
} StripPart;
typedef struct {
    Strip *s;
    GPtrArray *pieces; /* of json_t: texts and expressions, one after the other */
    guint n_parts;
} StripMime;
void strip_mime_init(StripMime *mime, Strip *s);
void strip_mime_clear(StripMime *mime);
/* Takes the reference to @body, a text or an expression that makes one. */
void strip_mime_add(StripMime *mime, const StripPart *part, json_t *body);
/* The text, or the list_join that makes it; clears. */
json_t *strip_mime_finish(StripMime *mime);
