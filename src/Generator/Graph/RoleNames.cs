namespace ShapeGen.Generator.Graph;

/// <summary>
/// What roles and parts of tensors are called in generated code. Spelled out: before the framework writes a value of an enumeration it looks up all its names, which
/// takes a millisecond of the first model of a process.
/// </summary>
internal static class RoleNames
{
    public static string Name(this Role role) => role switch
    {
        Role.Linear => nameof(Role.Linear),
        Role.Norm => nameof(Role.Norm),
        Role.Norm1 => nameof(Role.Norm1),
        Role.Qkv => nameof(Role.Qkv),
        Role.Query => nameof(Role.Query),
        Role.Key => nameof(Role.Key),
        Role.Value => nameof(Role.Value),
        Role.KeyValue => nameof(Role.KeyValue),
        Role.Out => nameof(Role.Out),
        Role.LayerScale1 => nameof(Role.LayerScale1),
        Role.Norm2 => nameof(Role.Norm2),
        Role.Gate => nameof(Role.Gate),
        Role.Ffn1 => nameof(Role.Ffn1),
        Role.Wi => nameof(Role.Wi),
        Role.Ffn2 => nameof(Role.Ffn2),
        Role.LayerScale2 => nameof(Role.LayerScale2),
        Role.FinalNorm => nameof(Role.FinalNorm),
        Role.RelativeBias => nameof(Role.RelativeBias),
        Role.TokenEmbedding => nameof(Role.TokenEmbedding),
        Role.TypeEmbedding => nameof(Role.TypeEmbedding),
        Role.Positions => nameof(Role.Positions),
        Role.ClassToken => nameof(Role.ClassToken),
        Role.Patch => nameof(Role.Patch),
        Role.Convolutions => nameof(Role.Convolutions),
        Role.ConvolutionNorms => nameof(Role.ConvolutionNorms),
        Role.Projection => nameof(Role.Projection),
        Role.InputNorm => nameof(Role.InputNorm),
        Role.Heads => nameof(Role.Heads),
        _ => throw new InvalidOperationException($"No name is known for {(int)role}."),
    };

    public static string Name(this TensorPart part) => part switch
    {
        TensorPart.Weight => nameof(TensorPart.Weight),
        TensorPart.Bias => nameof(TensorPart.Bias),
        TensorPart.Itself => nameof(TensorPart.Itself),
        _ => throw new InvalidOperationException($"No name is known for {(int)part}."),
    };
}
