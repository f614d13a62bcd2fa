using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Millwright.Product.Tests.RepoRules;

public class AssemblyRules
{
    private static readonly string[] Products =
    [
        "Millwright.Wire", "Millwright.Modbus", "Millwright.OpcUa", "Millwright.Mqtt", "Millwright.Model", "Millwright.Flow", "Millwright.Drivers", "Millwright.Historian",
        "Millwright.Security", "Millwright.Control", "Millwright.Publish", "Millwright.Simulators", "millwright",
    ];

    [Fact]
    public void Only_Control_calls_a_drivers_write_method()
    {
        var callers = Methods()
            .Where(m => m.HasBody && m.Body.Instructions.Any(CallsSourceWriter))
            .Select(m => m.DeclaringType.Module.Assembly.Name.Name)
            .Distinct();
        Assert.Equal(["Millwright.Control"], callers);
    }

    [Fact]
    public void Nothing_static_is_mutable()
    {
        var wrong = Types()
            .Where(t => !IsGenerated(t))
            .SelectMany(t => t.Fields)
            .Where(f => f.IsStatic && !f.IsInitOnly && !f.IsLiteral && !IsGeneratedName(f.Name))
            .Select(f => f.FullName);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Of_two_folders_of_a_project_only_one_names_types_of_the_other()
    {
        var uses = new HashSet<(string From, string To)>();
        foreach (var type in Types())
        {
            var from = Outermost(type).Namespace;
            foreach (var used in UsedBy(type).Where(u => u.Module == type.Module))
            {
                var to = Outermost(used).Namespace;
                if (from != to && from.Length > 0 && to.Length > 0)
                    uses.Add((from, to));
            }
        }
        var circles = uses.Where(u => string.CompareOrdinal(u.From, u.To) < 0 && uses.Contains((u.To, u.From)))
            .Select(u => $"{u.From} <-> {u.To}");
        Assert.Empty(circles);
    }

    private static bool CallsSourceWriter(Instruction instruction) =>
        instruction.OpCode.Code is Code.Call or Code.Callvirt
        && instruction.Operand is MethodReference { Name: "WriteAsync", DeclaringType.FullName: "Millwright.Flow.Sources.ISourceWriter" };

    private static IEnumerable<MethodDefinition> Methods() => Types().SelectMany(t => t.Methods);

    private static IEnumerable<TypeDefinition> Types() =>
        Products.Select(name => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, name + ".dll")))
            .SelectMany(module => module.GetTypes());

    private static bool IsGenerated(TypeDefinition type) =>
        IsGeneratedName(type.Name)
        || type.CustomAttributes.Any(a => a.AttributeType.Name is "GeneratedCodeAttribute" or "CompilerGeneratedAttribute")
        || (type.DeclaringType is { } outer && IsGenerated(outer))
        || type.Namespace.Contains("Generated", StringComparison.Ordinal);

    private static bool IsGeneratedName(string name) => name.Contains('<');

    private static TypeDefinition Outermost(TypeDefinition type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }

    private static IEnumerable<TypeDefinition> UsedBy(TypeDefinition type)
    {
        var named = new List<TypeReference?> { type.BaseType };
        named.AddRange(type.Interfaces.Select(i => i.InterfaceType));
        named.AddRange(type.Fields.Select(f => f.FieldType));
        foreach (var method in type.Methods)
        {
            named.Add(method.ReturnType);
            named.AddRange(method.Parameters.Select(p => p.ParameterType));
            if (!method.HasBody)
                continue;
            named.AddRange(method.Body.Variables.Select(v => v.VariableType));
            named.AddRange(method.Body.Instructions.Select(i => i.Operand switch
            {
                MethodReference m => m.DeclaringType,
                FieldReference f => f.DeclaringType,
                TypeReference t => t,
                _ => null,
            }));
        }
        return named.OfType<TypeReference>().SelectMany(Flatten).OfType<TypeDefinition>();
    }

    private static IEnumerable<TypeReference> Flatten(TypeReference type)
    {
        if (type is GenericInstanceType generic)
        {
            foreach (var argument in generic.GenericArguments)
            {
                foreach (var inner in Flatten(argument))
                    yield return inner;
            }
        }
        yield return type is TypeSpecification specification ? specification.ElementType : type;
    }
}
