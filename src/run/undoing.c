/* What a prepare that deletes would have the agents undo, in waves: what is used by
 * nothing that is still there goes first. */
#include "run_priv.h"

#include <string.h>
#include <weft/graph.h>
#include <weft/text.h>

typedef struct {
    const WfEntry *entry;
    const char *vm;
} Step;

/* In the order of VMs and of their manifests; @index: their numbers by reader key. */
static GArray *steps_of(const WfDesired *d, GHashTable *index)
{
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(Step));

    for (guint i = 0; i < d->manifests->len; i++) {
        const WfManifest *m = d->manifests->pdata[i];
        for (guint k = 0; k < m->deletions->len; k++) {
            Step s = {m->deletions->pdata[k], m->vm};
            g_hash_table_insert(index, wf_reader_key(s.vm, s.entry->name),
                                GUINT_TO_POINTER(steps->len));
            g_array_append_val(steps, s);
        }
    }
    return steps;
}

/* From what consumes to what it consumes: that may go when this is gone. Consumers that stay, or
 * are gone already, count for nothing. */
static WfGraph *graph_of(const GArray *steps, GHashTable *index)
{
    g_autoptr(GArray) from = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) to = g_array_new(FALSE, FALSE, sizeof(guint32));

    for (guint32 i = 0; i < steps->len; i++) {
        const WfEntry *entry = g_array_index(steps, Step, i).entry;
        for (guint k = 0; k < entry->consumers->len; k++) {
            const WfEntryRead *read = entry->consumers->pdata[k];
            g_autofree char *key = wf_reader_key(read->vm, read->name);
            gpointer consumer;
            if (!g_hash_table_lookup_extended(index, key, NULL, &consumer))
                continue;
            guint32 number = GPOINTER_TO_UINT(consumer);
            g_array_append_val(from, number);
            g_array_append_val(to, i);
        }
    }
    return wf_graph_new(steps->len, from->len, (const guint32 *)from->data,
                        (const guint32 *)to->data);
}

static bool runs(const WfEntry *e)
{
    for (guint i = 0; i < e->actions->len; i++)
        if (strcmp(((WfEntryAction *)e->actions->pdata[i])->action, "DELETE") == 0)
            return true;
    return false;
}

/* What would wait for itself, which no prepare writes, stands in none. */
static json_t *waves_json(const GArray *steps, const guint32 *order, const guint32 *wave, guint32 n)
{
    json_t *waves = json_array();

    for (guint32 i = 0; i < n; i++) {
        const Step *s = &g_array_index(steps, Step, order[i]);
        if (wave[order[i]] == json_array_size(waves))
            json_array_append_new(waves, json_array());
        json_array_append_new(json_array_get(waves, wave[order[i]]),
                              json_pack("{s:s, s:s, s:b}", "component", s->entry->name, "vm", s->vm,
                                        "runs", runs(s->entry)));
    }
    return waves;
}

/* VMs without an agent: nobody is there to undo anything. */
static json_t *away_json(const PrepareView *v)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    json_t *away = json_array();
    GHashTableIter iter;
    const ExistingVm *vm;

    g_hash_table_iter_init(&iter, v->existing->vms);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&vm))
        if (vm->manifest && vm->manifest->components->len &&
            !g_hash_table_contains(v->desired->vms, vm->name))
            g_ptr_array_add(names, vm->name);
    g_ptr_array_sort(names, wf_text_order);
    for (guint i = 0; i < names->len; i++) {
        vm = g_hash_table_lookup(v->existing->vms, names->pdata[i]);
        json_array_append_new(away, json_pack("{s:s, s:i}", "vm", vm->name, "components",
                                              (int)vm->manifest->components->len));
    }
    return away;
}

json_t *wf_prepare_undoing(const WfPrepare *prepare)
{
    PrepareView v = wf_prepare_view(prepare);
    g_autoptr(GHashTable) index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GArray) steps = steps_of(v.desired, index);
    g_autoptr(WfGraph) graph = graph_of(steps, index);
    g_autofree guint32 *order = g_new(guint32, steps->len);
    g_autofree guint32 *wave = g_new(guint32, steps->len);
    guint32 n = wf_graph_order(graph, order, wave);

    return json_pack("{s:o, s:o}", "waves", waves_json(steps, order, wave, n), "away",
                     away_json(&v));
}
