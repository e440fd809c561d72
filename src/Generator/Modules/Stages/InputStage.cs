using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;

namespace ShapeGen.Generator.Modules.Stages;

/// <summary>What brings the input to the width of the encoder.</summary>
internal abstract record InputStage
{
    /// <summary>The attribute as the user writes it, or what stands for none.</summary>
    public abstract string Written { get; }

    /// <summary>The tokens that it makes, where that is fixed.</summary>
    public virtual int? Tokens => null;

    /// <summary>Whether the tokenizer puts a token for the whole sequence first.</summary>
    public virtual bool HasFirstToken => false;

    /// <summary>Adds the roles of its tensors.</summary>
    public abstract void AddTo(NamedRoles roles);

    /// <summary>What the calls need to know.</summary>
    public abstract ModelEdges Complete(ModelEdges edges);

    /// <summary>The input of the model.</summary>
    /// <param name="embed">Features of the encoder.</param>
    /// <param name="added">Rows before those of each sequence: 1 where a class token comes there.</param>
    public abstract Value Input(int embed, int added);

    /// <summary>The operations from the input to <paramref name="x"/>.</summary>
    public abstract IEnumerable<Op> Ops(Value input, Value x, int added);
}
