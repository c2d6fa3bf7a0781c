/* The least time in which a ZooKeeper server takes what a plan is made of, from a client that does
 * nothing but write: what `weft prepare` is measured against. It knows nothing of weft.
 *
 *     bench_zkfloor PORT COMPONENTS AGENTS    one empty node a component (1000 to a folder), and
 *                                             three an agent, in multis of 500 and 300 operations
 *     bench_zkfloor PORT RECORDED             the writes among what a client has sent, as they are
 *
 * Six requests are under way. Prints seconds, from the first request to the last answer. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { WINDOW = 6, BYTES = 64, ROOM = 1 << 17 };
enum { CREATE = 1, DELETE = 2, SET = 5, SET_ACL = 7, MULTI = 14, AUTH = 100 };
enum { NODE_EXISTS = -110 };

static struct {
    int fd, xid, under_way;
    size_t len;
    unsigned char frame[ROOM]; /* the length of the frame in front */
} c;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void put_bytes(const void *data, size_t len)
{
    if (c.len + len > ROOM)
        fail("frame");
    memcpy(c.frame + c.len, data, len);
    c.len += len;
}

static void put_int(int32_t value)
{
    int32_t wire = (int32_t)htonl((uint32_t)value);
    put_bytes(&wire, sizeof wire);
}

static void put_text(const char *text)
{
    put_int((int32_t)strlen(text));
    put_bytes(text, strlen(text));
}

static void put_create(const char *path, size_t bytes)
{
    static const char zeros[BYTES];

    put_text(path);
    put_int((int32_t)bytes);
    put_bytes(zeros, bytes);
    put_int(1); /* one entry of the access list */
    put_int(31);
    put_text("world");
    put_text("anyone");
    put_int(0);
}

static void read_all(void *into, size_t len)
{
    for (size_t n = 0; n < len;) {
        ssize_t got = read(c.fd, (char *)into + n, len - n);
        if (got <= 0)
            fail("read");
        n += (size_t)got;
    }
}

static int32_t int_at(const unsigned char *bytes)
{
    uint32_t wire;
    memcpy(&wire, bytes, sizeof wire);
    return (int32_t)ntohl(wire);
}

/* One answer. Of a single request its header says whether it was done (the top node may be there
 * already), of a multi the type of the first result, which is that of a failure then. */
static void take_answer(void)
{
    static unsigned char answer[1 << 20];
    uint32_t wire;

    read_all(&wire, sizeof wire);
    size_t len = ntohl(wire);
    if (len < 16 || len > sizeof answer)
        fail("answer");
    read_all(answer, len);
    int32_t error = int_at(answer + 12);
    bool multi_failed = len > 20 && int_at(answer + 16) == -1 && !answer[20];
    if ((error && error != NODE_EXISTS) || multi_failed)
        fail("refused");
    c.under_way--;
}

static void begin(int operation)
{
    c.len = 4;
    put_int(++c.xid);
    put_int(operation);
}

static void send_bytes(const unsigned char *bytes, size_t len)
{
    for (size_t n = 0; n < len;) {
        ssize_t sent = write(c.fd, bytes + n, len - n);
        if (sent <= 0)
            fail("write");
        n += (size_t)sent;
    }
    c.under_way++;
}

static void send_frame(void)
{
    uint32_t wire = htonl((uint32_t)(c.len - 4));

    memcpy(c.frame, &wire, sizeof wire);
    send_bytes(c.frame, c.len);
}

static void wait_for_room(int window)
{
    while (c.under_way > window)
        take_answer();
}

static void multi_header(int operation, unsigned char done)
{
    put_int(operation);
    put_bytes(&done, 1);
    put_int(-1);
}

static void multi_create(const char *path, size_t bytes)
{
    multi_header(CREATE, 0);
    put_create(path, bytes);
}

static void multi_end(void)
{
    multi_header(-1, 1);
    send_frame();
    wait_for_room(WINDOW);
}

static void create(const char *path)
{
    begin(CREATE);
    put_create(path, 0);
    send_frame();
    wait_for_room(WINDOW);
}

static void open_session(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    static const char nobody[16];
    int one = 1;
    uint32_t wire;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c.fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c.fd < 0 || connect(c.fd, (struct sockaddr *)&at, sizeof at))
        fail("connect");
    setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    c.len = 4;
    put_bytes("\0\0\0\0\0\0\0\0\0\0\0\0", 12); /* version, last zxid */
    put_int(30000);
    put_bytes("\0\0\0\0\0\0\0\0", 8); /* no session yet */
    put_int(sizeof nobody);
    put_bytes(nobody, sizeof nobody);
    put_bytes("", 1);
    send_frame();
    c.under_way = 0;
    char answer[64];
    read_all(&wire, sizeof wire);
    if (ntohl(wire) > sizeof answer)
        fail("session");
    read_all(answer, ntohl(wire));
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void write_components(const char *root, int n)
{
    char path[96];

    for (int i = 0; i * 1000 < n; i++) {
        snprintf(path, sizeof path, "%s/o/%03d", root, i);
        create(path);
    }
    for (int i = 0; i < n; i += 500) {
        begin(MULTI);
        for (int k = i; k < i + 500 && k < n; k++) {
            snprintf(path, sizeof path, "%s/o/%03d/c%06d", root, k / 1000, k);
            multi_create(path, 0);
        }
        multi_end();
    }
}

static void write_agents(const char *root, int n)
{
    char path[96];

    for (int i = 0; i < n; i += 100) {
        begin(MULTI);
        for (int k = i; k < i + 100 && k < n; k++) {
            snprintf(path, sizeof path, "%s/vm/a%05d", root, k);
            multi_create(path, BYTES);
            snprintf(path, sizeof path, "%s/vm/a%05d/epoch", root, k);
            multi_create(path, 0);
            snprintf(path, sizeof path, "%s/vm/a%05d/st", root, k);
            multi_create(path, BYTES);
        }
        multi_end();
    }
}

static void write_plan(int components, int agents)
{
    char root[32], path[64];

    snprintf(root, sizeof root, "/floor-%d", (int)getpid());
    create(root);
    snprintf(path, sizeof path, "%s/o", root);
    create(path);
    snprintf(path, sizeof path, "%s/vm", root);
    create(path);
    write_components(root, components);
    write_agents(root, agents);
}

/* ---- what was recorded ---- */

static unsigned char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");

    if (!file || fseek(file, 0, SEEK_END))
        fail(path);
    *len = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*len);
    if (!bytes || fread(bytes, 1, *len, file) != *len)
        fail(path);
    fclose(file);
    return bytes;
}

static bool is_write(int32_t operation)
{
    return operation == CREATE || operation == DELETE || operation == SET || operation == SET_ACL ||
           operation == MULTI || operation == AUTH;
}

/* Behind the handshake, which was another session's. */
static void write_recorded(const unsigned char *bytes, size_t len)
{
    size_t at = 4 + (size_t)int_at(bytes);

    while (at + 12 <= len) {
        size_t n = 4 + (size_t)int_at(bytes + at);
        if (n > len - at)
            fail("recorded");
        if (is_write(int_at(bytes + at + 8)))
            send_bytes(bytes + at, n);
        wait_for_room(WINDOW);
        at += n;
    }
}

int main(int argc, char **argv)
{
    size_t len = 0;

    if (argc != 3 && argc != 4)
        return fprintf(stderr, "usage: %s PORT COMPONENTS AGENTS | PORT RECORDED\n", argv[0]), 2;
    unsigned char *recorded = argc == 3 ? read_file(argv[2], &len) : NULL;
    open_session(atoi(argv[1]));
    double began = now();
    if (recorded)
        write_recorded(recorded, len);
    else
        write_plan(atoi(argv[2]), atoi(argv[3]));
    wait_for_room(0);
    printf("%.4f\n", now() - began);
    free(recorded);
    return 0;
}
