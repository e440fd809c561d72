using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Naming;

/// <summary>
/// How a checkpoint names the tensors of a model: for each role a template with <c>{layer}</c> and <c>{part}</c>; without <c>{part}</c>,
/// <c>.weight</c> and <c>.bias</c> are added, but not to a tensor that is the role itself.
/// </summary>
internal sealed record TensorNames(EquatableArray<TensorNames.Entry> Entries)
{
    /// <summary>The name of a parameter, with <c>{layer}</c> where it has one for each layer.</summary>
    public string Of(Parameter parameter)
    {
        string template = Entries.FirstOrDefault(entry => entry.Role == parameter.Role)?.Template
            ?? throw new InvalidOperationException($"No name is known for {parameter.Role}.");
        if (parameter.Part == TensorPart.Itself)
        {
            return template;
        }

        string part = parameter.Part switch
        {
            TensorPart.Weight => "weight",
            TensorPart.Bias => "bias",
            _ => throw new InvalidOperationException($"No name is known for {parameter.Part}."),
        };
        return template.Contains("{part}") ? template.Replace("{part}", part)
            : template.Length == 0 ? part
            : $"{template}.{part}";
    }

    /// <summary>The name of a part of a parameter that is not whole, as BEiT has them: <c>qkv_proj.q_bias</c>.</summary>
    public string Of(Parameter parameter, OutputPart part)
    {
        string whole = Of(parameter);
        int end = whole.LastIndexOf('.') + 1;
        return $"{whole.Substring(0, end)}{part.Name}_{whole.Substring(end)}";
    }

    public static TensorNames Create(params (Role Role, string Template)[] entries) =>
        new(new EquatableArray<Entry>(entries.Select(entry => new Entry(entry.Role, entry.Template))));

    /// <summary>The template of one role.</summary>
    internal sealed record Entry(Role Role, string Template);
}
