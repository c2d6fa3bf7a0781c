/* What the machine offers: java and ZooKeeper's classes.
 *
 * Debian's zookeeper.jar names its dependencies itself; only a logger is added,
 * so that errors reach the log. Loading and verifying classes is two thirds of
 * a server's start, so the first one leaves an archive of them in the cache
 * (class-data sharing), which later ones map: 0.25 s in place of 0.35 s. */
#include "server_priv.h"
#include "weft/error.h"

#include <stdlib.h>
#include <sys/stat.h>

#define JARS "/usr/share/java/"

char *wf_server_find_java(void)
{
    const char *home = g_getenv("JAVA_HOME");
    if (home && *home) {
        g_autofree char *java = g_build_filename(home, "bin", "java", NULL);
        if (g_file_test(java, G_FILE_TEST_IS_EXECUTABLE))
            return g_steal_pointer(&java);
    }
    return g_find_program_in_path("java");
}

char *wf_server_find_classes(void)
{
    const char *given = g_getenv("WEFT_ZOOKEEPER_CLASSPATH");
    if (given && *given)
        return g_strdup(given);
    if (!g_file_test(JARS "zookeeper.jar", G_FILE_TEST_EXISTS))
        return NULL;
    bool logger = g_file_test(JARS "slf4j-simple.jar", G_FILE_TEST_EXISTS);
    return g_strdup(logger ? JARS "slf4j-simple.jar:" JARS "zookeeper.jar" : JARS "zookeeper.jar");
}

bool wf_server_available(GError **error)
{
    g_autofree char *java = wf_server_find_java();
    g_autofree char *classes = wf_server_find_classes();
    if (java && classes)
        return true;
    g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE,
                "cannot start a ZooKeeper server: %s not found (on Debian: apt install %s%s%s)",
                java      ? "'" JARS "zookeeper.jar'"
                : classes ? "'java'"
                          : "'java' and '" JARS "zookeeper.jar'",
                java ? "" : "default-jre-headless", !java && !classes ? " " : "",
                classes ? "" : "libzookeeper-java");
    return false;
}

/* An archive fits one java and one set of jars; both are in its name, with their dates. */
char *server_archive_path(const char *java, const char *classes)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    char *real_java = realpath(java, NULL);
    g_autofree char *all = g_strconcat(real_java ? real_java : java, ":", classes, NULL);
    free(real_java);
    g_auto(GStrv) files = g_strsplit(all, ":", -1);
    for (char **file = files; *file; file++) {
        struct stat st = {0};
        (void)stat(*file, &st);
        g_autofree char *line = g_strdup_printf("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                                                *file, (gint64)st.st_mtime, (gint64)st.st_size);
        g_checksum_update(sum, (const guchar *)line, -1);
    }
    g_autofree char *name = g_strdup_printf("zookeeper-%.16s.jsa", g_checksum_get_string(sum));
    return g_build_filename(g_get_user_cache_dir(), "weft", name, NULL);
}
