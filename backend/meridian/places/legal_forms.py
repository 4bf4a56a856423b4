"""Legal forms of companies as `text.words` folds them, `|` between them; blanks matter, single letters do not.

`s a`, `S.A.` and `SA` are one form, so each stands here once. Only what says nothing about *which* company it
is: `Group` and `集团` are part of a name.
"""

AT_THE_END = """
    ltd | limited | co ltd | co limited | company limited | company ltd | coltd | pte ltd | pte | pty ltd | pty |
    pty limited | pvt ltd | pvt | private limited | private ltd | public limited company | public company limited |
    plc | pcl | llp | llc | inc | incorporated | corp | corporation | company | co | lp | ulc | sdn bhd | berhad |
    bhd | tbk | gmbh | gmbh and co kg | gmbh und co kg | gmbh co kg | mbh | ag | ag and co kg | kg | kgaa | se |
    ohg | ug | ug haftungsbeschrankt | haftungsbeschrankt | ev | eg | eingetragener verein | sa | sas | sasu |
    sarl | eurl | snc | sca | scs | sprl | srl | spa | sapa | soc coop | scarl | scrl | sl | slu | sau | sal |
    slne | sociedad anonima | sociedad limitada | sa de cv | sab de cv | sapi de cv | s de rl de cv | s de rl |
    srl de cv | sac | saci | saic | sacif | eirl | cia ltda | cia | ltda | ltda me | limitada | ltda epp | epp |
    eireli | lda | unipessoal lda | unipessoal | bv | nv | vof | cv | cvba | bvba | ab | aktiebolag | as | asa |
    aps | ivs | hf | ehf | oy | oyj | ou | osauhing | aktsiaselts | sia | uab | doo | dd | jdoo | ad | ead | eood |
    ood | zrt | nyrt | kft | bt | rt | sro | spol s r o | zao | sp zoo | sp z oo | sp j | sp k | spzoo | spoo |
    sp oo | spolka akcyjna | spolka z ograniczona odpowiedzialnoscia | teoranta | as ltd sti | ltd sti | sti |
    san ve tic ltd sti | sanayi ve ticaret ltd sti | anonim sirketi | limited sirketi | epe | ike | jsc | ojsc |
    cjsc | pjsc | ooo | oao | pao | fzc | fze | fzco | fz llc | dmcc | wll | kk | yk | ооо | оао | зао | пао | ао |
    ип | тов | тзов | пат | прат | пп | дп | чп | уп | ад | еоод | оод | доо | จำกัด | จำกัด มหาชน | มหาชน | spc |
    kabushiki kaisha | godo kaisha | spolka z oo | spolka zoo
"""

# Only forms that a language really puts first.
AT_THE_START = """
    ou | osauhing | aktsiaselts | as | ab | oy | sia | uab | sa | sas | sarl | pt | cv | tbk | spa | srl | ooo |
    oao | zao | pao | ооо | оао | зао | пао | ао | ип | тов | тзов | пат | прат | пп | дп | чп | фгуп | муп | гуп |
    ад | ет | บริษัท | ห้างหุ้นส่วนจำกัด | cong ty tnhh | cong ty co phan | cong ty cp | cty tnhh |
    kabushiki kaisha | the | cong ty tnhh mot thanh vien | cong ty tnhh mtv
"""

# Written onto the name without a blank.
CHINESE_AT_THE_END = (
    "股份有限公司|有限责任公司|有限责任|股份公司|有限公司|总公司|分公司|公司|株式会社|有限会社|合同会社"
    r"|합자회사|주식회사|유한회사|\(주\)|\(株\)|\(有\)"
)
CHINESE_AT_THE_START = r"株式会社|有限会社|合同会社|주식회사|유한회사|\(주\)|\(株\)|\(有\)"
