using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Millwright.Host.Configuration.Binding;

/// <summary>How a value is written: one text, a list, a mapping with free keys, or a mapping with the keys of a class.</summary>
internal enum OptionForm
{
    Scalar,
    List,
    Map,
    Nested,
    /// <summary>Whatever stands there, as text, lists and dictionaries.</summary>
    Free,
}

/// <summary>A type of a value and the form it is written in.</summary>
internal sealed class OptionType
{
    private OptionType(Type type, OptionForm form)
    {
        Type = type;
        Form = form;
    }

    public Type Type { get; }

    public OptionForm Form { get; }

    /// <summary>For <see cref="OptionForm.Scalar"/>.</summary>
    public ScalarType? Scalar { get; private init; }

    /// <summary>The type of a key in a <see cref="OptionForm.Map"/>.</summary>
    public OptionType? Key { get; private init; }

    /// <summary>The type of an item of a list or a value of a map.</summary>
    public OptionType? Item { get; private init; }

    /// <summary>Reads the form off a property's type.</summary>
    public static OptionType Of(Type type, string propertyName)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(object))
            return new(type, OptionForm.Free);
        if (ScalarTypes.Find(type, propertyName) is { } scalar)
            return new(type, OptionForm.Scalar) { Scalar = scalar };
        if (MapTypes(type) is { } map)
            return new(type, OptionForm.Map) { Key = Of(map.Key, ""), Item = Of(map.Value, propertyName) };
        if (ItemType(type) is { } item)
            return new(type, OptionForm.List) { Item = Of(item, propertyName) };
        return new(type, OptionForm.Nested);
    }

    private static Type? ItemType(Type type)
    {
        if (type.IsArray)
            return type.GetElementType();
        return type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type) && type.GenericTypeArguments.Length == 1
            ? type.GenericTypeArguments[0]
            : null;
    }

    private static (Type Key, Type Value)? MapTypes(Type type)
    {
        if (!type.IsGenericType || type.GenericTypeArguments.Length != 2)
            return null;
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(Dictionary<,>) || definition == typeof(IReadOnlyDictionary<,>) || definition == typeof(IDictionary<,>)
            ? (type.GenericTypeArguments[0], type.GenericTypeArguments[1])
            : null;
    }
}

/// <summary>One key of an option class.</summary>
internal sealed class OptionKey
{
    public OptionKey(PropertyInfo property)
    {
        Property = property;
        Name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? Words.Key(property.Name);
        Type = OptionType.Of(property.PropertyType, property.Name);
        Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description;
        IsRequired = property.IsDefined(typeof(RequiredAttribute)) || property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute));
        Checks = [.. property.GetCustomAttributes<ValidationAttribute>().Where(a => a is not RequiredAttribute)];
        IsSecret = property.GetCustomAttribute<PasswordPropertyTextAttribute>() is { Password: true }
            || (property.PropertyType == typeof(string)
                && (Name.EndsWith("password", StringComparison.Ordinal) || Name.EndsWith("secret", StringComparison.Ordinal)
                    || Name.EndsWith("passphrase", StringComparison.Ordinal) || Name.EndsWith("token", StringComparison.Ordinal)));
    }

    public PropertyInfo Property { get; }

    /// <summary>The key as written: <c>stale_after</c>.</summary>
    public string Name { get; }

    public OptionType Type { get; }

    public string? Description { get; }

    public bool IsRequired { get; }

    /// <summary>True where only a reference may stand.</summary>
    public bool IsSecret { get; }

    /// <summary>Range, allowed values, length and pattern.</summary>
    public IReadOnlyList<ValidationAttribute> Checks { get; }
}
