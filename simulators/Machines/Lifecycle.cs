using Millwright.Modbus.Registers;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

/// <summary>What every machine keeps about its controller, at the same addresses everywhere and in the order of the specification, whatever its process values do.</summary>
/// <param name="Boots">Power-ups of the controller; survives a loss of memory.</param>
/// <param name="Uptime">Seconds since the last power-up.</param>
/// <param name="Ready">All registers hold values.</param>
/// <param name="Program">Version of the controller's program.</param>
internal readonly record struct Lifecycle(uint Boots, double Uptime, bool Ready, int Program)
{
    /// <summary>Where <c>boot_counter</c> stands; the other three follow.</summary>
    public const int FirstAddress = 900;

    public static RegisterRows<Lifecycle> Rows() => new RegisterRows<Lifecycle>(WordOrder.Abcd)
        .Holding(FirstAddress, RegisterType.UInt32, "boot_counter", 1, "", "Power-ups of the controller", static s => s.Boots)
        .Holding(FirstAddress + 2, RegisterType.UInt16, "ready", 1, "", "1 when all registers hold values", static s => s.Ready ? 1 : 0)
        .Holding(FirstAddress + 3, RegisterType.UInt32, "uptime", 1, "s", "Time since power-up", static s => s.Uptime)
        .Holding(FirstAddress + 5, RegisterType.UInt16, "program_version", 1, "", "Version of the controller's program", static s => s.Program);
}
