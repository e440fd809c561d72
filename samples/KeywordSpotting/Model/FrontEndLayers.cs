using ShapeGen;

namespace KeywordSpotting;

// The matrices of the front end. ShapeGen generates the other part of each class. (Sizes in attributes are constants that are written, not generated.)

/// <summary>The cosine or the sine half of a Fourier transform: 30 ms of sound to 244 frequencies.</summary>
[Linear(In = FrontEnd.FrameLength, Out = FrontEnd.Frequencies, Bias = false)]
internal sealed partial class FourierTransform;

/// <summary>From 244 frequencies to 80 bands, narrow where the ear is exact and wide where it is not.</summary>
[Linear(In = FrontEnd.Frequencies, Out = FrontEnd.Bands, Bias = false)]
internal sealed partial class MelBands;

/// <summary>From the logarithms of 80 bands to 40 features that vary independently.</summary>
[Linear(In = FrontEnd.Bands, Out = FrontEnd.Features, Bias = false)]
internal sealed partial class CosineTransform;
