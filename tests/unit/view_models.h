/* Models for the tests of views: text that is loaded, and random ones with the truth beside them.
 */
#pragma once

#include <glib.h>
#include <string.h>
#include <weft/view.h>

static inline WfModel *model_of(const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    WfModel *m =
        wf_model_load(&(WfModelOptions){.path = "test.yaml", .bytes = bytes}, findings, &error);
    if (!m) {
        fail_msg("%s", error ? error->message : "no model");
        abort();
    }
    return m;
}

typedef struct {
    guint vms, components;
    double edges; /* per component */
    bool cyclic;  /* edges backwards too */
    bool facts;   /* some read the address of another VM */
} ModelShape;

/* @ret_truth: "from to" of every pair that has an edge. VMs are v0, v1 ..., components c0, c1 ...
 */
static inline char *random_model(guint seed, const ModelShape *shape, GHashTable *truth)
{
    GRand *rand = g_rand_new_with_seed(seed);
    GString *s = g_string_new("heat_template_version: 2018-08-31\nresources:\n");

    for (guint i = 0; i < shape->vms; i++)
        g_string_append_printf(s, "  v%u: {type: OS::Nova::Server}\n", i);
    g_string_append(s, "components:\n");
    g_autofree guint *vm_of = g_new(guint, shape->components + 1);
    for (guint c = 0; c < shape->components; c++)
        vm_of[c] = (guint)g_rand_int_range(rand, 0, (gint32)shape->vms);
    for (guint c = 0; c < shape->components; c++) {
        g_string_append_printf(s,
                               "  c%u:\n    server: v%u\n    config: '#!/bin/sh'\n"
                               "    outputs: [o]\n    inputs:\n      none: x\n",
                               c, vm_of[c]);
        GString *after = g_string_new(NULL);
        guint n = (guint)g_rand_double_range(rand, 0, 2 * shape->edges);
        for (guint k = 0; k < n; k++) {
            guint top = shape->cyclic && g_rand_int_range(rand, 0, 5) == 0 ? shape->components : c;
            guint from = top ? (guint)g_rand_int_range(rand, 0, (gint32)top) : c;
            if (from == c)
                continue;
            if (g_rand_boolean(rand))
                g_string_append_printf(s, "      i%u: {get_attr: [c%u, o]}\n", k, from);
            else
                g_string_append_printf(after, "%sc%u", after->len ? ", " : "", from);
            g_hash_table_add(truth, g_strdup_printf("c%u c%u", from, c));
        }
        guint other = (guint)g_rand_int_range(rand, 0, (gint32)shape->vms);
        if (shape->facts && other != vm_of[c] && g_rand_int_range(rand, 0, 4) == 0) {
            g_string_append_printf(s, "      ip: {get_attr: [v%u, first_address]}\n", other);
            g_hash_table_add(truth, g_strdup_printf("@v%u c%u", other, c));
        }
        if (after->len)
            g_string_append_printf(s, "    depends_on: [%s]\n", after->str);
        g_string_free(after, TRUE);
    }
    g_rand_free(rand);
    return g_string_free(s, FALSE);
}
