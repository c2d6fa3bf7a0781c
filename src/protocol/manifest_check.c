/* What everybody who has a manifest relies on, said once: a parser refuses what
 * breaks it, and a planner does not publish what every agent would refuse. */
#include "manifest_priv.h"

#include <string.h>

#define MAX_AUTH (4 * WF_LIMIT_NAME_BYTES)

static void check_text(WfReader *r, const char *field, const char *text, gsize max)
{
    if (text && strlen(text) > max)
        wf_reader_refuse(r, WF_ERROR_LIMIT, "'%s' is longer than %" G_GSIZE_FORMAT " bytes", field,
                         max);
}

static void check_name(WfReader *r, const char *field, const char *name)
{
    if (name && !*name)
        wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' is empty", field);
    check_text(r, field, name, WF_LIMIT_NAME_BYTES);
}

static bool check_there(WfReader *r, const char *field, const char *text)
{
    if (!text)
        wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' is missing", field);
    return text;
}

static void check_digest(WfReader *r, const char *field, const char *digest)
{
    if (digest && !wf_digest_valid(digest))
        wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' is no digest", field);
}

static void check_range(WfReader *r, const char *field, guint64 n, guint64 min, guint64 max)
{
    if (n < min || n > max)
        wf_reader_refuse(r, WF_ERROR_INVALID,
                         "'%s' is not a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
                         field, min, max);
}

/* Names become variables of a process, files and lines of a log. */
static void check_value_name(WfReader *r, const char *name)
{
    check_name(r, "name", name);
    if (check_there(r, "name", name) && (strpbrk(name, "/=\n") || *name == '.'))
        wf_reader_refuse(r, WF_ERROR_INVALID,
                         "an input or output has a name with '/', '=', a line "
                         "end or a leading '.'");
}

static void check_input(WfReader *r, const WfEntryInput *input)
{
    check_value_name(r, input->name);
    check_name(r, "type", input->type);
    check_text(r, "description", input->description, MAX_DESCRIPTION);
    check_range(r, "timeout", input->wait_s, 0, MAX_TIMEOUT);
}

static void check_output(WfReader *r, const WfEntryOutput *output)
{
    check_value_name(r, output->name);
    check_name(r, "type", output->type);
    check_text(r, "key", output->public_key, 64);
    if (output->secret && !output->public_key)
        wf_reader_refuse(r, WF_ERROR_INVALID, "a secret output without a key to seal it to");
}

static void check_action(WfReader *r, const WfEntryAction *action)
{
    check_text(r, "action", action->action, WF_LIMIT_NAME_BYTES);
    check_digest(r, "recipe", action->recipe);
    check_name(r, "hook", action->hook);
}

/* Fields of a map: a key stands there once. */
static void check_reads(WfReader *r, const char *field, const GPtrArray *reads)
{
    g_autoptr(GHashTable) keys = reads->len > 1 ? g_hash_table_new(g_str_hash, g_str_equal) : NULL;

    for (guint i = 0; i < reads->len; i++) {
        const WfEntryRead *read = reads->pdata[i];
        if (!*read->key || strlen(read->key) > 2 * WF_LIMIT_NAME_BYTES + 1)
            wf_reader_refuse(r, WF_ERROR_INVALID, "a read without a proper name");
        if (keys && !g_hash_table_add(keys, read->key))
            wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' names one twice", field);
        check_name(r, "vm", read->vm);
        check_name(r, "name", read->name);
        check_digest(r, "deep", read->deep);
        check_range(r, "readers", read->readers, 0, G_MAXINT32);
    }
}

/* What an expression names must be among the reads, or the agent would wait for nothing. */
static void check_references(WfReader *r, const WfEntry *entry)
{
    if (!entry->inputs->len)
        return;
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (guint i = 0; i < entry->reads->len; i++)
        g_hash_table_add(known, ((WfEntryRead *)entry->reads->pdata[i])->key);
    for (guint i = 0; i < entry->inputs->len; i++) {
        g_ptr_array_set_size(keys, 0);
        wf_expression_reads(((WfEntryInput *)entry->inputs->pdata[i])->value, keys);
        for (guint k = 0; k < keys->len; k++)
            if (!g_hash_table_contains(known, keys->pdata[k]))
                wf_reader_refuse(r, WF_ERROR_INVALID,
                                 "an input of '%s' reads a producer that 'reads' does not list",
                                 entry->name);
    }
}

static void check_lists(WfReader *r, const WfEntry *entry)
{
    for (guint i = 0; i < entry->actions->len; i++)
        check_action(r, entry->actions->pdata[i]);
    for (guint i = 0; i < entry->inputs->len; i++)
        check_input(r, entry->inputs->pdata[i]);
    for (guint i = 0; i < entry->outputs->len; i++)
        check_output(r, entry->outputs->pdata[i]);
    check_reads(r, "reads", entry->reads);
    check_reads(r, "after", entry->after);
    check_reads(r, "consumers", entry->consumers);
    check_references(r, entry);
}

static void check_entry(WfReader *r, const WfEntry *entry, GHashTable *names)
{
    check_name(r, "name", entry->name);
    if (!check_there(r, "name", entry->name) || !check_there(r, "spec", entry->spec) ||
        !check_there(r, "deep", entry->deep))
        return;
    if (*entry->name == '@')
        wf_reader_refuse(r, WF_ERROR_INVALID, "a component's name begins with '@'");
    if (!g_hash_table_add(names, entry->name))
        wf_reader_refuse(r, WF_ERROR_INVALID, "two components have the same name");
    check_digest(r, "spec", entry->spec);
    check_digest(r, "deep", entry->deep);
    check_name(r, "hook", entry->hook);
    check_name(r, "hot", entry->hot);
    check_name(r, "input_key", entry->input_key);
    check_range(r, "timeout", entry->timeout_s, 1, MAX_TIMEOUT);
    check_range(r, "retries", entry->retries, 0, 1000);
    check_range(r, "retry", entry->retry, 0, G_MAXINT64);
    check_lists(r, entry);
}

void wf_manifest_check(WfReader *r, const WfManifest *m)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *lists[] = {m->components, m->deletions};

    check_name(r, "vm", m->vm);
    check_range(r, "jobs", m->jobs, 1, WF_LIMIT_JOBS);
    check_digest(r, "facts_deep", m->facts_deep);
    check_name(r, "planner", m->planner);
    for (guint i = 0; i < m->auth->len; i++)
        check_text(r, "auth", m->auth->pdata[i], MAX_AUTH);
    for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len && !r->error; i++)
            check_entry(r, lists[l]->pdata[i], names);
}
