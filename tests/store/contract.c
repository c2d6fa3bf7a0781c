#include "contract.h"

#include <string.h>

static void on_state(WfStore *store G_GNUC_UNUSED, const WfStoreInfo *info, gpointer user)
{
    Client *client = user;
    bool same = client->n_states > 0 && client->states[client->n_states - 1] == info->state;
    if (!same && client->n_states < G_N_ELEMENTS(client->states))
        client->states[client->n_states++] = info->state;
    if (info->state == WF_STORE_CONNECTED)
        client->session = info->session;
}

Client *client_new(Harness *h)
{
    Client *client = g_new0(Client, 1);
    client->store = h->open(h, h->timeout_ms);
    wf_store_listen(client->store, on_state, client);
    WAIT_FOR(h, wf_store_is_connected(client->store));
    return client;
}

void client_free(Client *client)
{
    wf_store_close(client->store);
    g_free(client);
}

const char *at(Harness *h, const char *name)
{
    static char paths[16][512];
    static guint next;
    char *path = paths[next++ % G_N_ELEMENTS(paths)];
    g_snprintf(path, sizeof paths[0], "%s%s%s", h->root, *name ? "/" : "", name);
    return path;
}

void answer_clear(Answer *answer)
{
    if (answer->data)
        g_string_free(answer->data, TRUE);
    g_strfreev(answer->children);
    wf_acl_unref(answer->acl);
    g_free(answer->path);
    memset(answer, 0, sizeof *answer);
}

static WfAcl *copy_acl(const WfAcl *acl)
{
    WfAcl *copy = wf_acl_new();
    for (guint i = 0; i < wf_acl_n(acl); i++)
        wf_acl_add(copy, wf_acl_perms(acl, i), wf_acl_identity(acl, i));
    return copy;
}

void on_answer(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Answer *answer = user;
    assert_false(answer->came);
    answer->came = true;
    answer->rc = reply->rc;
    answer->data = reply->data ? g_string_new_len(reply->data, (gssize)reply->size) : NULL;
    answer->has_stat = reply->stat != NULL;
    if (reply->stat)
        answer->stat = *reply->stat;
    answer->children = g_strdupv((char **)reply->children);
    answer->acl = reply->acl ? copy_acl(reply->acl) : NULL;
    answer->path = g_strdup(reply->path);
    answer->index = reply->index;
    answer->watching = reply->watching;
    for (guint i = 0; i < MIN(reply->n_stats, G_N_ELEMENTS(answer->versions)); i++)
        answer->versions[i] = reply->stats[i].version;
}

void on_watch(WfStore *store G_GNUC_UNUSED, WfWatchEvent event, const char *path, gpointer user)
{
    Seen *seen = user;
    seen->n++;
    seen->last = event;
    g_strlcpy(seen->path, path, sizeof seen->path);
}

static WfRc wait_rc(Harness *h, Answer *answer)
{
    WAIT_FOR(h, answer->came);
    WfRc rc = answer->rc;
    answer_clear(answer);
    return rc;
}

WfRc do_create_with(Harness *h, Client *c, const char *name, const char *value, WfAcl *acl,
                    bool ephemeral)
{
    Answer answer = {0};
    wf_store_create(c->store, at(h, name), value, strlen(value), acl, ephemeral, on_answer,
                    &answer);
    return wait_rc(h, &answer);
}

WfRc do_create(Harness *h, Client *c, const char *name, const char *value)
{
    g_autoptr(WfAcl) open = wf_acl_open();
    return do_create_with(h, c, name, value, open, false);
}

WfRc do_set(Harness *h, Client *c, const char *name, const char *value, gint32 version)
{
    Answer answer = {0};
    wf_store_set(c->store, at(h, name), value, strlen(value), version, on_answer, &answer);
    return wait_rc(h, &answer);
}

WfRc do_delete(Harness *h, Client *c, const char *name, gint32 version)
{
    Answer answer = {0};
    wf_store_delete(c->store, at(h, name), version, on_answer, &answer);
    return wait_rc(h, &answer);
}

WfRc do_exists(Harness *h, Client *c, const char *name)
{
    Answer answer = {0};
    wf_store_exists(c->store, at(h, name), NULL, on_answer, &answer);
    return wait_rc(h, &answer);
}

Answer do_get(Harness *h, Client *c, const char *name)
{
    Answer answer = {0};
    wf_store_get(c->store, at(h, name), NULL, on_answer, &answer);
    WAIT_FOR(h, answer.came);
    return answer;
}

Answer do_multi(Harness *h, Client *c, WfOps *ops)
{
    Answer answer = {0};
    wf_store_multi(c->store, ops, on_answer, &answer);
    WAIT_FOR(h, answer.came);
    return answer;
}

void case_setup(Harness *h)
{
    g_free(h->root);
    h->root = g_strdup_printf("/case-%u", h->n_cases++);
    Client *c = client_new(h);
    assert_int_equal(do_create(h, c, "", ""), WF_RC_OK);
    client_free(c);
}

static int setup(void **state)
{
    case_setup(*state);
    return 0;
}

int run_contract(Harness *h)
{
    size_t n = n_contract_nodes + n_contract_sessions + n_contract_many;
    g_autofree struct CMUnitTest *tests = g_new0(struct CMUnitTest, n);
    memcpy(tests, contract_nodes, n_contract_nodes * sizeof *tests);
    memcpy(tests + n_contract_nodes, contract_sessions, n_contract_sessions * sizeof *tests);
    memcpy(tests + n_contract_nodes + n_contract_sessions, contract_many,
           n_contract_many * sizeof *tests);
    for (size_t i = 0; i < n; i++) {
        tests[i].setup_func = setup;
        tests[i].initial_state = h;
    }
    int failed = _cmocka_run_group_tests("store contract", tests, n, NULL, NULL);
    g_free(h->root);
    return failed;
}
