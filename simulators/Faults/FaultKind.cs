namespace Millwright.Simulators.Faults;

/// <summary>What can go wrong between a machine and its master.</summary>
public enum FaultKind
{
    /// <summary>
    /// The controller is without power for the duration, then boots: its registers read 0, then half of them hold values, then all; the
    /// boot counter has moved and the uptime starts again. A machine with its own port drops its connections and refuses new ones meanwhile;
    /// behind a gateway the connection stands and the gateway answers exception 0x0B; on a serial line there is silence.
    /// </summary>
    PowerCycle,

    /// <summary>The unit answers nothing; its neighbours on the port do.</summary>
    UnitSilence,

    /// <summary>The whole port answers nothing, with its connections open.</summary>
    PortSilence,

    /// <summary>Each answer waits for <see cref="Fault.Delay"/>.</summary>
    SlowAnswers,

    /// <summary>Each request is refused with <see cref="Fault.Code"/>.</summary>
    Exception,

    /// <summary>
    /// Answers are damaged where a master can see it: the checksum of RTU no longer fits, and on TCP protocol id, function code and length
    /// take turns. (TCP has a checksum of its own, so damaged data in a whole frame do not occur there.)
    /// </summary>
    CorruptBytes,

    /// <summary>Answers arrive byte by byte, with <see cref="Fault.Delay"/> in between.</summary>
    SplitFrames,

    /// <summary>Answers are kept and sent together, at each multiple of <see cref="Fault.Delay"/>.</summary>
    CoalescedFrames,

    /// <summary>Answers carry the unit id of a neighbour, with a valid checksum.</summary>
    SwappedUnit,

    /// <summary>Answers carry another transaction id. Only on TCP; RTU has none.</summary>
    WrongTransaction,

    /// <summary>Every second answer comes after <see cref="Fault.Delay"/>, when its master has given up and asked again.</summary>
    LateReplies,

    /// <summary>Power cycle after which the machine listens on <see cref="Fault.Number"/> (0: any other port), and stays there.</summary>
    AddressChange,

    /// <summary>Another program moves all process registers by <see cref="Fault.Number"/> addresses until the duration ends; both changes boot the controller.</summary>
    ProgramChange,

    /// <summary>Requests that touch <see cref="Fault.Number"/> (0-based address, holding or input) get exception 2.</summary>
    DyingRegister,

    /// <summary>The port is closed: connections drop and new ones are refused.</summary>
    ConnectionRefused,

    /// <summary>The port serves only <see cref="Fault.Number"/> connections; others are closed at once.</summary>
    ConnectionLimit,

    /// <summary>
    /// OPC UA: the server restarts with its namespaces in another order, so that numbers of the time before name other nodes or none, and at
    /// the end of the duration restarts in the old order.
    /// </summary>
    NamespaceReorder,

    /// <summary>OPC UA: the server closes all sessions with their subscriptions; connections and channels stay.</summary>
    SessionLoss,

    /// <summary>OPC UA: the server restarts with a certificate that ran out yesterday. Only where it has certificates at all.</summary>
    CertificateExpired,

    /// <summary>OPC UA: sampling and publishing take <see cref="Fault.Number"/> times as long as promised; reads and writes are answered at once.</summary>
    SlowPublish,

    /// <summary>OPC UA: half a second of bad or uncertain values, half a second of good ones, again and again, each time with another status.</summary>
    BadStatusBurst,

    /// <summary>OPC UA: numbers change hundreds of times a second, so that the queues of items that want each change overflow.</summary>
    QueueOverflow,

    /// <summary>OPC UA: every third process value is removed from the address space and comes back at the end under the same id.</summary>
    DyingNodes,
}
