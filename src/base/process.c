#include <weft/process.h>

#include <errno.h>
#include <signal.h>
#include <string.h>

enum { START_TIME_FIELD = 22, FIELD_AFTER_NAME = 3 };

/* What /proc/PID/stat says after the name. NULL: nothing can be read there. */
static char **fields_of(gint64 pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%" G_GINT64_FORMAT "/stat", pid);
    g_autofree char *text = NULL;
    if (pid <= 0 || !g_file_get_contents(path, &text, NULL, NULL))
        return NULL;
    /* the name may hold anything but ends with the last ')' */
    const char *rest = strrchr(text, ')');
    char **fields = g_strsplit(rest && rest[1] ? rest + 2 : "", " ", -1);
    if (g_strv_length(fields) > START_TIME_FIELD - FIELD_AFTER_NAME)
        return fields;
    g_strfreev(fields);
    return NULL;
}

static bool has_ended(char *const *fields)
{
    return *fields[0] == 'Z' || *fields[0] == 'X';
}

static guint64 start_time(char *const *fields)
{
    return g_ascii_strtoull(fields[START_TIME_FIELD - FIELD_AFTER_NAME], NULL, 10);
}

guint64 wf_process_began(gint64 pid)
{
    g_auto(GStrv) fields = fields_of(pid);
    return fields && !has_ended(fields) ? start_time(fields) : 0;
}

bool wf_process_is_gone(gint64 pid, guint64 began)
{
    if (pid <= 0 || pid > G_MAXINT)
        return false;
    if (kill((pid_t)pid, 0) && errno == ESRCH)
        return true;
    g_auto(GStrv) fields = fields_of(pid); /* where /proc hides others, nothing more is known */
    return fields && (has_ended(fields) || (began && start_time(fields) != began));
}
