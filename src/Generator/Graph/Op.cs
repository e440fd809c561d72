using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;

namespace ShapeGen.Generator.Graph;

/// <summary>
/// One operation of a model. It knows its parameters, how it reads in the shape walk, and what it costs. Each has a folder of
/// its own under <c>Operations/</c>, with its stages and kernels.
/// </summary>
internal abstract class Op
{
    /// <summary>The values that it reads.</summary>
    public abstract IEnumerable<Value> Sources { get; }

    /// <summary>The value that it writes.</summary>
    public abstract Value Target { get; }

    /// <summary>Its parameters, in the order of the PyTorch module's state.</summary>
    public virtual IEnumerable<Parameter> Parameters => [];

    /// <summary>What a traced model calls its result; empty where that is handed out under no name of its own.</summary>
    public string Result { get; init; } = "";

    /// <summary>What a traced model calls its result as the last one of a part of the model; empty where it is not the last one.</summary>
    public string ResultOfPart { get; set; } = "";

    /// <summary>The names under which a traced model hands out its result, whole or in parts.</summary>
    public virtual IEnumerable<ResultName> Results => new[] { Result, ResultOfPart }.Where(name => name.Length > 0).Select(name => new ResultName(name, 0, Target.Width));

    /// <summary>Its multiplications and additions. Matrix products are counted exactly, and an operation whose stages have products must count them.</summary>
    /// <param name="layers">How often it runs, from the first layer on.</param>
    public abstract IEnumerable<Work> WorkIn(int layers);

    /// <summary>Its lines of the shape walk.</summary>
    /// <param name="names">How the checkpoint names the parameters.</param>
    public abstract IEnumerable<WalkLine> Walk(TensorNames names);
}

/// <summary>A line of the shape walk.</summary>
/// <param name="Formula">What is computed.</param>
/// <param name="Shape">The shape of the result, and what else has one.</param>
internal sealed record WalkLine(string Formula, string Shape);
