#include "ensemble.h"

#include "../../src/server/server_priv.h"

#include <string.h>
#include <weft/file.h>

static void on_ready(WfServer *server G_GNUC_UNUSED, const GError *error, gpointer user)
{
    if (error)
        g_error("%s", error->message);
    ((Ensemble *)user)->n_ready++;
}

/* Each server finds in its data which of the members it is. */
static char *member_dir(const Ensemble *e, guint i)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strdup_printf("%u", i + 1);
    g_autofree char *id = g_strdup_printf("%u\n", i + 1);
    g_autofree char *data = g_build_filename(e->dir, name, "data", NULL);
    g_autofree char *myid = g_build_filename(data, "myid", NULL);

    g_mkdir_with_parents(data, 0700); /* if not, writing says why */
    if (!g_file_set_contents(myid, id, -1, &error))
        g_error("%s", error->message);
    return g_build_filename(e->dir, name, NULL);
}

void ensemble_start(Ensemble *e, int tick_ms, bool syncing)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GStrvBuilder) lines = g_strv_builder_new();

    *e = (Ensemble){.dir = g_dir_make_tmp("weft-test-XXXXXX", &error)};
    if (!e->dir)
        g_error("%s", error->message);
    g_strv_builder_add_many(lines, "initLimit=40", "syncLimit=20",
                            syncing ? "forceSync=yes" : "forceSync=no", NULL);
    for (guint i = 0; i < ENSEMBLE_MEMBERS; i++) {
        g_autofree char *line =
            g_strdup_printf("server.%u=127.0.0.1:%d:%d", i + 1, server_free_port(0, NULL),
                            server_free_port(0, NULL));
        g_strv_builder_add(lines, line);
    }
    g_auto(GStrv) config = g_strv_builder_end(lines);
    for (guint i = 0; i < ENSEMBLE_MEMBERS; i++) {
        g_autofree char *dir = member_dir(e, i);
        WfServerOptions options = {.dir = dir,
                                   .tick_ms = tick_ms,
                                   .config = (const char *const *)config,
                                   .timeout_ms = 60000};
        e->members[i] = wf_server_start_async(&options, on_ready, e, &error);
        if (!e->members[i])
            g_error("%s", error->message);
    }
    while (e->n_ready < ENSEMBLE_MEMBERS)
        g_main_context_iteration(NULL, TRUE);
    e->hosts = g_strdup_printf("%s,%s,%s", wf_server_hosts(e->members[0]),
                               wf_server_hosts(e->members[1]), wf_server_hosts(e->members[2]));
}

void ensemble_stop(Ensemble *e)
{
    for (guint i = 0; i < ENSEMBLE_MEMBERS; i++)
        wf_server_free(e->members[i]);
    wf_file_remove_tree(e->dir);
    g_free(e->dir);
    g_free(e->hosts);
}
