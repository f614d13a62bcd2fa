/* Every function that libmodbus knows as a client: tcp PORT | rtu DEVICE. One line a function: its name and "ok", or what differed.
   "bench PORT SECONDS" instead measures function 3 x 125 registers and prints requests per second and CPU seconds. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

static void check(const char *name, int result, int expected, int same) {
    if (result != expected)
        printf("%s failed %s\n", name, modbus_strerror(errno));
    else
        printf("%s %s\n", name, same ? "ok" : "got other values");
}

static int bench(modbus_t *context, double duration) {
    uint16_t registers[125];
    for (int i = 0; i < 2000; i++)
        if (modbus_read_registers(context, 0, 125, registers) != 125)
            return 1;
    long requests = 0;
    double start = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), elapsed;
    do {
        for (int i = 0; i < 100; i++)
            if (modbus_read_registers(context, 0, 125, registers) != 125)
                return 1;
        requests += 100;
        elapsed = seconds(CLOCK_MONOTONIC) - start;
    } while (elapsed < duration);
    printf("%.1f %.9f\n", requests / elapsed, (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / requests);
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 3)
        return 2;
    int serial = strcmp(argv[1], "rtu") == 0;
    modbus_t *context = serial ? modbus_new_rtu(argv[2], 115200, 'N', 8, 1) : modbus_new_tcp("127.0.0.1", atoi(argv[2]));
    modbus_set_slave(context, 1);
    modbus_set_response_timeout(context, 3, 0);
    if (modbus_connect(context) != 0) {
        fprintf(stderr, "%s: %s\n", argv[2], modbus_strerror(errno));
        return 1;
    }
    if (strcmp(argv[1], "bench") == 0)
        return bench(context, argc > 3 ? atof(argv[3]) : 3);

    uint8_t bits[16], wanted_bits[4] = {1, 0, 1, 1};
    uint16_t registers[125], two[2] = {1, 2};
    int same = 1;
    int n = modbus_read_bits(context, 0, 9, bits);
    for (int i = 0; i < 9; i++)
        same &= bits[i] == (i % 3 == 0);
    check("read_bits", n, 9, same);
    same = 1;
    n = modbus_read_input_bits(context, 3, 8, bits);
    for (int i = 0; i < 8; i++)
        same &= bits[i] == ((i + 3) % 2 == 0);
    check("read_input_bits", n, 8, same);
    same = 1;
    n = modbus_read_registers(context, 0, 125, registers);
    for (int i = 0; i < 125; i++)
        same &= registers[i] == i * 7;
    check("read_registers", n, 125, same);
    same = 1;
    n = modbus_read_input_registers(context, 5, 10, registers);
    for (int i = 0; i < 10; i++)
        same &= registers[i] == (i + 5) * 11;
    check("read_input_registers", n, 10, same);
    check("write_bit", modbus_write_bit(context, 100, 1), 1, 1);
    n = modbus_read_bits(context, 100, 1, bits);
    check("write_bit_read", n, 1, bits[0] == 1);
    check("write_register", modbus_write_register(context, 101, 4711), 1, 1);
    n = modbus_read_registers(context, 101, 1, registers);
    check("write_register_read", n, 1, registers[0] == 4711);
    check("write_bits", modbus_write_bits(context, 110, 4, wanted_bits), 4, 1);
    n = modbus_read_bits(context, 110, 4, bits);
    check("write_bits_read", n, 4, memcmp(bits, wanted_bits, 4) == 0);
    for (int i = 0; i < 123; i++)
        registers[i] = i;
    check("write_registers", modbus_write_registers(context, 120, 123, registers), 123, 1);
    n = modbus_read_registers(context, 242, 1, registers);
    check("write_registers_read", n, 1, registers[0] == 122);
    n = modbus_write_and_read_registers(context, 300, 2, two, 300, 2, registers);
    check("write_and_read_registers", n, 2, registers[0] == 1 && registers[1] == 2);
    check("mask_write_register", modbus_mask_write_register(context, 101, 0x00F2, 0x0025), 1, 1);
    n = modbus_read_registers(context, 101, 1, registers);
    check("mask_write_register_read", n, 1, registers[0] == ((4711 & 0x00F2) | (0x0025 & ~0x00F2)));
    n = modbus_report_slave_id(context, sizeof bits, bits);
    check("report_slave_id", n > 1 ? 1 : n, 1, 1);
    n = modbus_read_registers(context, 65000, 125, registers);
    check("illegal_address", n, -1, errno == EMBXILADD);
    modbus_close(context);
    modbus_free(context);
    return 0;
}
