using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Which objects are files, and which of them are open: one writer or many readers, a few for each session.</summary>
internal sealed class FileTable(UaAddressSpace space, AttributeReader attributes)
{
    private const int MaxOpenOfSession = 16;

    private static readonly NodeId FileType = new(11575);

    private readonly Lock _lock = new();
    private readonly Dictionary<NodeId, FileEntry> _files = new(NodeIdComparer.Instance);
    private readonly Dictionary<NodeId, FileMethod> _methods = new(NodeIdComparer.Instance);
    private readonly Dictionary<uint, OpenFile> _open = [];
    private uint _lastHandle;

    /// <summary>Adds a file object with its methods below a node.</summary>
    public void Add(AddressSpaceEdit edit, NodeId parent, NodeId id, QualifiedName name, IServedFile content)
    {
        edit.AddObject(parent, id, name, new ObjectSettings { TypeDefinition = FileType });
        var entry = new FileEntry(id, content);
        AddProperty("Size", BuiltInType.UInt64, () => new Variant((ulong)content.Size));
        AddProperty("Writable", BuiltInType.Boolean, () => new Variant(content.IsWritable));
        AddProperty("UserWritable", BuiltInType.Boolean, () => new Variant(content.IsWritable));
        AddProperty("OpenCount", BuiltInType.UInt16, () => new Variant((ushort)entry.OpenCount));
        MethodArgument handle = new("FileHandle", Of(BuiltInType.UInt32)), data = new("Data", Of(BuiltInType.ByteString)), position = new("Position", Of(BuiltInType.UInt64));
        AddMethod(FileMethod.Open, [new("Mode", Of(BuiltInType.Byte))], [handle]);
        AddMethod(FileMethod.Close, [handle], []);
        AddMethod(FileMethod.Read, [handle, new("Length", Of(BuiltInType.Int32))], [data]);
        AddMethod(FileMethod.Write, [handle, data], []);
        AddMethod(FileMethod.GetPosition, [handle], [position]);
        AddMethod(FileMethod.SetPosition, [handle, position], []);
        lock (_lock)
            _files[id] = entry;

        void AddProperty(string property, BuiltInType type, Func<Variant> value)
        {
            var at = edit.Derived(id, property);
            edit.AddProperty(id, at, new QualifiedName(property), Of(type), default);
            attributes.Supply(at, value);
        }

        void AddMethod(FileMethod method, IReadOnlyList<MethodArgument> inputs, IReadOnlyList<MethodArgument> outputs)
        {
            var at = edit.Derived(id, method.ToString());
            edit.AddMethod(id, at, new QualifiedName(method.ToString()), new MethodSettings { Inputs = inputs, Outputs = outputs }, 0);
            lock (_lock)
                _methods[at] = method;
        }
    }

    /// <summary>Makes a file of an object of the standard that is there already.</summary>
    public FileEntry Adopt(NodeId id, IServedFile content, params ReadOnlySpan<(uint Node, FileMethod Method)> methods)
    {
        var entry = new FileEntry(id, content);
        lock (_lock)
        {
            _files[id] = entry;
            foreach (var (node, method) in methods)
                _methods[new NodeId(node)] = method;
        }
        return entry;
    }

    /// <summary>The file and method that a call means; false when it means something else.</summary>
    public bool TryFind(CallMethodRequest call, out FileEntry file, out FileMethod method)
    {
        bool found;
        lock (_lock)
        {
            method = call.MethodId is { NamespaceIndex: 0, Type: NodeIdType.Numeric } && Enum.IsDefined((FileMethod)call.MethodId.Numeric)
                ? (FileMethod)call.MethodId.Numeric
                : _methods.GetValueOrDefault(call.MethodId);
            found = _files.TryGetValue(call.ObjectId, out file!) && method != 0;
        }
        // Not under the lock: who adds a file holds the address space first.
        return found && space.Contains(call.ObjectId);
    }

    /// <summary>Takes a place at a file before it is opened; <see cref="Leave"/> gives it back.</summary>
    public StatusCode TryEnter(FileEntry file, Session session, bool writes)
    {
        lock (_lock)
        {
            if (_open.Values.Count(open => open.Session == session) >= MaxOpenOfSession)
                return StatusCodes.BadTooManyOperations;
            if (file.HasWriter || (writes && file.Readers > 0))
                return StatusCodes.BadNotWritable;
            if (writes)
                file.HasWriter = true;
            else
                file.Readers++;
            return StatusCodes.Good;
        }
    }

    public void Leave(FileEntry file, bool writes)
    {
        lock (_lock)
        {
            if (writes)
                file.HasWriter = false;
            else
                file.Readers--;
        }
    }

    /// <summary>Notes a file as open; 0 when its session has ended meanwhile.</summary>
    public uint Add(OpenFile open)
    {
        lock (_lock)
        {
            if (open.Session.IsClosed)
                return 0;
            do
                _lastHandle++;
            while (_lastHandle == 0 || _open.ContainsKey(_lastHandle));
            _open[_lastHandle] = open;
            return _lastHandle;
        }
    }

    public OpenFile? Find(FileEntry file, Session session, uint handle)
    {
        lock (_lock)
            return _open.TryGetValue(handle, out var open) && open.File == file && open.Session == session ? open : null;
    }

    /// <summary>Takes an open file out of the table, to be closed.</summary>
    public OpenFile? Take(FileEntry file, Session session, uint handle)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(handle, out var open) || open.File != file || open.Session != session)
                return null;
            _open.Remove(handle);
            return open;
        }
    }

    /// <summary>Takes out all files that a session left open.</summary>
    public IReadOnlyList<OpenFile> TakeAll(Session session)
    {
        lock (_lock)
        {
            var left = _open.Where(pair => pair.Value.Session == session).ToList();
            left.ForEach(pair => _open.Remove(pair.Key));
            return [.. left.Select(static pair => pair.Value)];
        }
    }

    private static NodeId Of(BuiltInType type) => new((uint)type);
}
