using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Planning;

/// <summary>An item the device refuses by itself, read alone and seldom.</summary>
/// <param name="Item">The item.</param>
/// <param name="Exception">What the device said last.</param>
/// <param name="Failures">How often it was refused.</param>
/// <param name="RetryAt">When to read it again, on the clock the caller passes in.</param>
public readonly record struct IsolatedItem(ReadItem Item, ModbusExceptionCode Exception, int Failures, TimeSpan RetryAt);
